// Which check finds which planted bug.
using Cartwright.Kernel;

namespace Cartwright.Unit.PlantedBugs;

/// <summary>One bug.</summary>
/// <param name="Switch">The name of its switch in <see cref="Planted"/>.</param>
/// <param name="Check">The test that must fail with it: class and method, without the namespace of the suite.</param>
/// <param name="Breaks">The invariant that it breaks, and how.</param>
internal sealed record PlantedBug(string Switch, string Check, string Breaks)
{
    public static readonly IReadOnlyList<PlantedBug> All =
    [
        Of(
            nameof(Planted.SellsWhatIsNotThere),
            "Inventory.ContractTests.Case_1_reserving_the_last_unit_twice_refuses_the_second",
            "I1: units are promised without a look at what is there"
        ),
        Of(
            nameof(Planted.WritesOffReserved),
            "Inventory.AdjustmentTests.What_is_reserved_cannot_be_written_off_until_it_expires",
            "I1: promised units are written off"
        ),
        Of(
            nameof(Planted.RestocksBeyond),
            "Inventory.RestockTests.Units_come_back_once_a_request_and_never_more_than_were_sold",
            "I1: more comes back than was sold"
        ),
        Of(
            nameof(Planted.ReleasesTwice),
            "Inventory.ContractTests.Case_8_releasing_gives_back_what_was_held_or_sold_once",
            "I2: a hold ends twice"
        ),
        Of(
            nameof(Planted.LeavesTheDoorOpen),
            "Inventory.ContractTests.Case_8_a_reserve_that_arrives_after_its_release_finds_the_door_closed",
            "I2: a late hold that nobody ends"
        ),
        Of(
            nameof(Planted.SettlesOtherLines),
            "Inventory.ContractTests.Case_6_other_lines_a_released_and_a_settled_reservation",
            "I8: the same id with other lines is taken for the same"
        ),
        Of(
            nameof(Planted.ExpiresByTheWallClock),
            "Kernel.SteadyClockTests.Units_held_for_a_quarter_of_an_hour_are_held_so_long_whatever_the_machine_says",
            "I2: holds end when somebody sets the clock"
        ),
        Of(
            nameof(Planted.AnswersBeforeTheSync),
            "Kernel.PowerCutTests.What_was_told_or_shown_is_there_at_the_next_start_whenever_the_power_goes",
            "I5: answered before it is durable"
        ),
        Of(
            nameof(Planted.RefusedLeavesWrites),
            "Kernel.DatabaseTests.A_refused_change_leaves_no_trace_and_its_neighbours_stay",
            "I5: what was refused is written"
        ),
        Of(
            nameof(Planted.RelaysByLastNumber),
            "Kernel.RelayTests.A_writer_that_stays_open_makes_the_relay_skip_nothing_and_a_relay_with_a_cursor_skips_it",
            "I10: an event is skipped (id > last)"
        ),
        Of(
            nameof(Planted.InboxForgets),
            "Kernel.EventTests.An_event_left_in_the_outbox_by_a_crash_is_carried_after_the_restart_and_takes_effect_once",
            "I10: an effect twice"
        ),
        Of(
            nameof(Planted.ForgetsOrderOfSubject),
            "Kernel.EventTests.A_failing_event_holds_back_its_own_subject_in_order_and_nothing_else",
            "I10: events of a subject out of order"
        ),
        Of(
            nameof(Planted.LosesFailedEffects),
            "Kernel.LocalEffectsTests.A_hearer_that_fails_fails_nobody_and_is_tried_again",
            "I10: an effect that failed is lost"
        ),
        Of(
            nameof(Planted.SwallowsCompensation),
            "Ordering.CheckoutTests.Whatever_befalls_an_undo_it_is_repeated_until_everything_is_back",
            "I2: units of a failed order are never given back"
        ),
        Of(
            nameof(Planted.ChargesAnew),
            "Ordering.CheckoutTests.Whatever_befalls_a_step_the_order_ends_and_the_books_agree",
            "I4: a charge whose answer was lost is made anew"
        ),
        Of(
            nameof(Planted.KeepsCouponOfCancelled),
            "Ordering.MoveOrderTests.Cancelling_gives_stock_coupon_and_money_back_once_and_leaves_the_cart_alone",
            "I13: a cancelled order keeps its use"
        ),
        Of(
            nameof(Planted.KeyOfAnyBody),
            "Ordering.PlaceOrderTests.A_key_with_another_wish_is_refused_and_anothers_key_means_nothing",
            "I8: a key answers another body"
        ),
        Of(
            nameof(Planted.KnowsKeysByBody),
            "Ordering.PlaceOrderTests.A_key_with_another_wish_is_refused_and_anothers_key_means_nothing",
            "I8: repeats are known by their body"
        ),
        Of(
            nameof(Planted.OneKeyForAllOrders),
            "Ordering.OrderKeyTests.A_key_opens_its_order_and_no_other_and_nothing_else_opens_it",
            "I15: a guest's key opens others' orders"
        ),
        Of(
            nameof(Planted.ReadsForAnyOwner),
            "Ordering.MoveOrderTests.An_order_is_found_by_its_owner_and_the_shop_and_is_not_there_for_others",
            "I15: a stranger's order is shown"
        ),
        Of(
            nameof(Planted.TimelineWithoutChain),
            "Ordering.ProofTests.What_is_written_past_the_shop_is_found",
            "I9: an edited entry passes"
        ),
        Of(
            nameof(Planted.RefundsMoreThanTaken),
            "Ordering.ReturnTests.A_refund_is_made_once_a_key_and_never_above_what_was_paid",
            "I4: more goes back than was taken"
        ),
        Of(
            nameof(Planted.RoundsEachPiece),
            "Ordering.ReturnTests.Pieces_in_any_order_end_at_exactly_nothing",
            "I7: pieces are rounded by themselves"
        ),
        Of(
            nameof(Planted.RoundsTwice),
            "Promotions.PriceTests.A_percentage_is_rounded_once_and_spread_to_the_last_cent",
            "I7: a percentage is rounded line by line"
        ),
        Of(
            nameof(Planted.SharesDoNotAddUp),
            "Promotions.PriceTests.Every_discount_is_exact_and_no_line_costs_less_than_nothing",
            "I7: the shares of a discount are not the discount"
        ),
        Of(
            nameof(Planted.CountsCouponsLate),
            "Promotions.RedeemTests.Two_hundred_uses_at_once_of_a_coupon_for_twenty_are_exactly_twenty",
            "I13: uses of one batch are not counted"
        ),
        Of(
            nameof(Planted.RemovedLineReturns),
            "Carts.MergeTests.A_sign_in_that_was_already_merged_does_nothing_and_one_that_was_not_is_made_up_for",
            "I12: lines that were handed over stay"
        ),
        Of(
            nameof(Planted.MergesTwice),
            "Carts.MergeTests.A_sign_in_that_was_already_merged_does_nothing_and_one_that_was_not_is_made_up_for",
            "I12: a merge that was made is made again"
        ),
        Of(
            nameof(Planted.LastCartWriteWins),
            "Carts.CartTests.If_match_takes_the_etag_as_it_was_given_or_the_version",
            "I12: who saw an older cart overwrites"
        ),
        Of(
            nameof(Planted.TakesOlderAnswers),
            "Payments.PaymentTests.An_answer_that_comes_late_takes_nothing_back_that_a_newer_one_told",
            "I3: an older answer takes back what a newer one told"
        ),
        Of(
            nameof(Planted.VoidForgotten),
            "Payments.PaymentTests.An_answer_that_comes_late_takes_nothing_back_that_a_newer_one_told",
            "I3: a void is forgotten"
        ),
        Of(
            nameof(Planted.KnowsPaymentsByIdAlone),
            "Payments.PaymentTests.Another_amount_currency_or_method_under_the_same_id_is_refused",
            "I8: the same id with another amount is taken for the same"
        ),
    ];

    private static PlantedBug Of(string name, string check, string breaks) => new(name, check, breaks);
}
