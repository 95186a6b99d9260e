// What a shopper may do with a cart, and what it then looks like.
using Cartwright.Contracts;
using Cartwright.Kernel;

namespace Cartwright.Unit.Carts;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public class CartTests
{
    [Fact]
    public async Task A_product_with_variants_is_bought_through_them()
    {
        await using var till = await Till.Open();
        Assert.Equal("done", await till.Add(Till.Ann, "b", 1));
        till.Products["a"].VariantIds.Add(["a-s", "a-m"]);
        var refused = (await till.Change.Add(till.By(Till.Ann), new("a", 1), default)).Refused!;
        Assert.Equal(
            ("choose_variant", RefusalKind.Conflict, """["a-s","a-m"]"""),
            (refused.Code, refused.Kind, refused.Facts!["variants"]!.ToJsonString())
        );

        // What came into the cart before it had variants says so, and can be taken out.
        till.Products["b"].VariantIds.Add("b-1");
        var line = (await till.Seen(Till.Ann))["items"]![0]!;
        Assert.Equal(("choose_variant", false), ((string)line["problem"]!, (bool)line["available"]!));
        Assert.Equal("choose_variant", await till.Set(Till.Ann, "b", 2));
        Assert.Equal("done", await till.Set(Till.Ann, "b", 0));
    }

    [Fact]
    public async Task A_cart_is_worth_at_most_what_an_order_may_come_to()
    {
        await using var till = await Till.Open();
        till.Put("gold", Limits.PriceMinorMax, Limits.QuantityMax);
        till.Put("more", Limits.PriceMinorMax, Limits.QuantityMax);
        Assert.Equal("done", await till.Add(Till.Ann, "gold", 1_000));
        Assert.Equal("cart_value_limit", await till.Add(Till.Ann, "more", 1));
        Assert.Equal("cart_value_limit", await till.Add(Till.Ann, "gold", 1));
        Assert.Equal("cart_value_limit", await till.Set(Till.Ann, "gold", 1_001));
        Assert.Equal("cart_value_limit", await till.Add(Till.Ann, "c", 1));
        Assert.Equal("done", await till.Set(Till.Ann, "gold", 999));
        Assert.Equal("done", await till.Add(Till.Ann, "more", 1));
    }

    [Fact]
    public async Task A_cart_with_a_price_of_before_the_bound_is_shown_and_may_become_smaller()
    {
        await using var till = await Till.Open();
        till.Put("old", Limits.PriceStoredMinorMax, Limits.QuantityMax);
        Assert.Equal("done", await till.Add(Till.Ann, "old", 10));
        Assert.Equal(10_000_000_000m, (await till.Seen(Till.Ann))["total_price"]!.GetValue<decimal>());
        Assert.Equal("cart_value_limit", await till.Add(Till.Ann, "old", 1));
        await till.Database.Write(async tx => await tx.Execute("UPDATE cart_lines SET quantity = 10000"));
        await till.Reopen();
        Assert.Equal("done", await till.Set(Till.Ann, "old", 9_000));
        Assert.Equal("cart_value_limit", await till.Set(Till.Ann, "old", 9_001));
    }

    [Fact]
    public async Task Totals_are_exact_and_name_and_price_come_from_the_catalog()
    {
        await using var till = await Till.Open();
        Assert.Equal("done", await till.Add(Till.Ann, "a", 2));
        Assert.Equal("done", await till.Add(Till.Ann, "b", 3));
        Assert.Equal("done", await till.Add(Till.Ann, "a", 1));
        var cart = await till.Seen(Till.Ann);
        Assert.Equal("121.47", cart["total_price"]!.ToJsonString());
        Assert.Equal(6, (long)cart["total_items"]!);
        Assert.Equal(
            ("Product a", "29.99", "89.97", 3),
            (
                (string)cart["items"]![0]!["product_name"]!,
                cart["items"]![0]!["price"]!.ToJsonString(),
                cart["items"]![0]!["subtotal"]!.ToJsonString(),
                (long)cart["items"]![0]!["quantity"]!
            )
        );
        Assert.Null(cart["items"]![0]!["price_change"]);
        Assert.Equal("2026-02-14T10:30:00Z", (string)cart["expires_at"]!);
    }

    [Fact]
    public async Task A_change_of_a_cart_is_one_commit_of_six_statements()
    {
        await using var till = await Till.Open();
        till.Database.HeardBy(new LocalEventBus());
        Assert.Equal("done", await till.Add(Till.Ann, "a", 1));
        var (commits, statements) = (till.Database.Commits, till.Database.Statements);
        Assert.Equal("done", await till.Add(Till.Ann, "a", 1));
        Assert.Equal("done", await till.Add(Till.Ann, "b", 1));
        Assert.Equal("done", await till.Set(Till.Ann, "b", 3));
        Assert.Equal(3, till.Database.Commits - commits);

        // Begin, cart, line, history, life, commit. Where other processes write too the cart is read first, and the commit is noted so that
        // a lost answer can be looked up.
        Assert.Equal(3 * (till.Database.Dialect.OneProcess ? 6 : 9), till.Database.Statements - statements);
    }

    [Fact]
    public async Task A_currency_without_minor_digits_is_exact_too()
    {
        await using var till = await Till.Open();
        till.Put("y", 500, 10, "JPY");
        await till.Add(Till.Ann, "y", 3);
        Assert.Equal("1500", (await till.Seen(Till.Ann))["total_price"]!.ToJsonString());
        Assert.Equal("currency_differs", await till.Add(Till.Ann, "a", 1));
    }

    [Fact]
    public async Task A_user_without_a_cart_has_an_empty_one()
    {
        await using var till = await Till.Open();
        var cart = await till.Seen(Till.Ann);
        Assert.Equal(
            """{"user_id":"ann","version":0,"currency":null,"items":[],"saved_for_later":[],"total_items":0,"total_price":0,"expires_at":null}""",
            cart.ToJsonString()
        );
    }

    [Fact]
    public async Task Stock_is_checked_on_every_add_and_set_against_the_whole_line()
    {
        await using var till = await Till.Open();
        Assert.Equal("done", await till.Add(Till.Ann, "a", 7));
        var refused = (await till.Change.Add(till.By(Till.Ann), new("a", 4), default)).Refused!;
        Assert.Equal(("out_of_stock", 10, 11), (refused.Code, (long)refused.Facts!["available"]!, (long)refused.Facts["requested"]!));
        Assert.Equal("out_of_stock", await till.Set(Till.Ann, "a", 11));
        Assert.Equal("done", await till.Set(Till.Ann, "a", 10));
        till.Stock["a"] = 3;
        Assert.Equal("out_of_stock", await till.Set(Till.Ann, "a", 4));
        Assert.Equal("done", await till.Set(Till.Ann, "a", 3));
        Assert.Equal("product_not_found", await till.Add(Till.Ann, "unknown", 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Limits.QuantityMax + 1L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public async Task Absurd_quantities_are_refused(long quantity)
    {
        await using var till = await Till.Open();
        till.Stock["a"] = long.MaxValue;
        await till.Add(Till.Ann, "a", 1);
        Assert.Equal("validation_failed", await till.Add(Till.Ann, "a", quantity));
        Assert.Equal(quantity == 0 ? "done" : "validation_failed", await till.Set(Till.Ann, "a", quantity));
    }

    [Fact]
    public async Task A_line_and_a_cart_have_bounds()
    {
        await using var till = await Till.Open();
        till.Stock["a"] = 1_000_000;
        await till.Add(Till.Ann, "a", Limits.QuantityMax);
        Assert.Equal("quantity_limit", await till.Add(Till.Ann, "a", 1));
        for (var i = 1; i < Limits.CartLinesMax; i++)
        {
            till.Put($"p{i}", 100, 10);
        }

        await Task.WhenAll(Enumerable.Range(1, Limits.CartLinesMax - 1).Select(i => till.Add(Till.Ann, $"p{i}", 1)));
        Assert.Equal("cart_full", await till.Add(Till.Ann, "b", 1));
        Assert.Equal("done", await till.Add(Till.Ann, "p1", 1));
    }

    [Fact]
    public async Task Zero_removes_and_a_removed_line_does_not_return_by_a_late_set()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        Assert.Equal("done", await till.Set(Till.Ann, "a", 0));
        Assert.Equal("done", await till.Set(Till.Ann, "a", 0));
        Assert.Equal("item_not_found", await till.Set(Till.Ann, "a", 2));
        Assert.Empty((await till.Seen(Till.Ann))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_price_change_is_shown_until_it_is_acknowledged()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        till.Put("a", 3499, 10);
        for (var i = 0; i < 2; i++)
        {
            var cart = await till.Seen(Till.Ann);
            Assert.Equal("""{"was":29.99,"now":34.99}""", cart["items"]![0]!["price_change"]!.ToJsonString());
            Assert.Equal("69.98", cart["total_price"]!.ToJsonString());
        }

        Assert.Equal(2999, (await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value.Lines[0].PriceMinor);
        Assert.Equal("done", await till.Set(Till.Ann, "a", 2));
        Assert.Null((await till.Seen(Till.Ann))["items"]![0]!["price_change"]);
        till.Put("a", 1999, 10);
        await till.Add(Till.Ann, "a", 1);
        Assert.Null((await till.Seen(Till.Ann))["items"]![0]!["price_change"]);
        Assert.Equal(1999, (await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value.Lines[0].PriceMinor);
    }

    [Fact]
    public async Task The_etag_holds_while_nothing_shown_changes_and_changes_with_anything_shown()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 5);
        var seen = new List<string> { await till.ETag(Till.Ann) };
        Assert.Equal(seen[0], await till.ETag(Till.Ann));
        till.Stock["a"] = 9;
        Assert.Equal(seen[0], await till.ETag(Till.Ann));
        till.Stock["a"] = 4;
        seen.Add(await till.ETag(Till.Ann));
        till.Stock["a"] = 3;
        seen.Add(await till.ETag(Till.Ann));
        till.Put("a", 1, 10);
        seen.Add(await till.ETag(Till.Ann));
        till.Products.Remove("a");
        seen.Add(await till.ETag(Till.Ann));
        Assert.False((bool)(await till.Seen(Till.Ann))["items"]![0]!["available"]!);
        till.Put("a", 2999, 10);
        Assert.Equal(seen[0], await till.ETag(Till.Ann));
        await till.Reopen();
        Assert.Equal(seen[0], await till.ETag(Till.Ann));
        await till.Add(Till.Ann, "b", 1);
        seen.Add(await till.ETag(Till.Ann));
        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task If_match_takes_the_etag_as_it_was_given_or_the_version()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        var etag = await till.ETag(Till.Ann);
        Assert.Equal("done", Till.Code(await till.Change.Add(till.By(Till.Ann, ifMatch: etag), new("a", 1), default)));
        var refused = (await till.Change.Add(till.By(Till.Ann, ifMatch: etag), new("a", 1), default)).Refused!;
        Assert.Equal((RefusalKind.PreconditionFailed, "version_mismatch"), (refused.Kind, refused.Code));
        Assert.Equal("done", Till.Code(await till.Change.Add(till.By(Till.Ann, ifMatch: "\"2\""), new("a", 1), default)));
        Assert.Equal("version_mismatch", Till.Code(till.Owner(Till.Ann, ifMatch: "nonsense")));
    }

    [Fact]
    public async Task Anothers_cart_is_not_there_except_to_an_admin()
    {
        await using var till = await Till.Open();
        Assert.Equal("cart_not_found", Till.Code(till.Owner(Till.Guest, "ann")));
        Assert.Equal(("ann", "admin"), (till.By(Till.Admin, "ann").UserId, till.By(Till.Admin, "ann").Actor));
        Assert.Equal("ann", till.By(Till.Ann, "ann").UserId);
    }

    [Fact]
    public async Task A_shop_may_deny_carts_to_guests()
    {
        await using var till = await Till.Open(("Carts:Guests", "denied"));
        Assert.Equal("guests_denied", Till.Code(till.Owner(Till.Guest)));
        Assert.Equal("done", Till.Code(till.Owner(Till.Ann)));
        await Assert.ThrowsAsync<ConfigurationRefused>(() => Till.Open(("Carts:Guests", "perhaps")));
    }

    [Fact]
    public async Task A_saved_line_is_not_bought_and_comes_back_with_todays_price()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await till.Add(Till.Ann, "b", 1);
        Assert.Equal(
            "done",
            Till.Code(await till.Change.Run(till.By(Till.Ann), new Cartwright.Carts.SaveItem("ann", "ann", "a"), default))
        );
        var cart = await till.Seen(Till.Ann);
        Assert.Equal(
            ("10.50", 1, 1),
            (cart["total_price"]!.ToJsonString(), cart["items"]!.AsArray().Count, cart["saved_for_later"]!.AsArray().Count)
        );
        Assert.Single((await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value.Lines);
        till.Put("a", 100, 1);
        Assert.Equal("out_of_stock", Till.Code(await till.Change.Move(till.By(Till.Ann), "a", default)));
        till.Put("a", 100, 2);
        Assert.Equal("done", Till.Code(await till.Change.Move(till.By(Till.Ann), "a", default)));
        Assert.Equal("12.50", (await till.Seen(Till.Ann))["total_price"]!.ToJsonString());
        Assert.Equal("item_not_found", Till.Code(await till.Change.Move(till.By(Till.Ann), "c", default)));
    }

    [Fact]
    public async Task The_cart_shows_the_discount_or_why_there_is_none()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        await till.Coupon(Till.Ann, " save5 ");
        var cart = await till.Seen(Till.Ann);
        Assert.Equal("""{"code":"SAVE5","applied":true,"discount":5.00}""", cart["coupon"]!.ToJsonString());
        Assert.Equal(("5.00", "29.99"), (cart["discount"]!.ToJsonString(), cart["total_price"]!.ToJsonString()));
        await till.Coupon(Till.Ann, "OTHER");
        Assert.Equal(
            """{"code":"OTHER","applied":false,"problem":"coupon_minimum_not_met","reason":"Spend 20 USD more."}""",
            (await till.Seen(Till.Ann))["coupon"]!.ToJsonString()
        );
        await till.Change.Run(till.By(Till.Ann), new Cartwright.Carts.SetCoupon("ann", "ann", null), default);
        Assert.Null((await till.Seen(Till.Ann))["coupon"]);
    }

    [Fact]
    public async Task A_cart_names_what_applies_by_itself_and_a_shop_without_promotions_is_asked_once_a_second()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        Assert.Null((await till.Seen(Till.Ann))["promotions"]);
        till.Automatic = new()
        {
            DiscountMinor = 300,
            Applied =
            {
                new AppliedPromotion
                {
                    PromotionId = "p",
                    Name = "Sale",
                    DiscountMinor = 300,
                },
                new AppliedPromotion
                {
                    PromotionId = "q",
                    Name = "Ships free",
                    FreeShipping = true,
                },
            },
        };
        Assert.Null((await till.Seen(Till.Ann))["promotions"]);
        till.Clock.Advance(TimeSpan.FromSeconds(1));
        var cart = await till.Seen(Till.Ann);
        Assert.Equal(
            """[{"name":"Sale","discount":3.00},{"name":"Ships free","discount":0.00,"free_shipping":true}]""",
            cart["promotions"]!.ToJsonString()
        );
        Assert.Equal(("3.00", "29.99"), (cart["discount"]!.ToJsonString(), cart["total_price"]!.ToJsonString()));
        Assert.Null(cart["coupon"]);

        // A page is sent again only while its promotions hold too.
        till.Automatic = till.Automatic.Clone();
        till.Automatic.Applied[0].Name = "Other sale";
        Assert.Equal("Other sale", (string)(await till.Seen(Till.Ann))["promotions"]![0]!["name"]!);
    }

    [Fact]
    public async Task Who_tried_too_many_codes_may_not_set_another_and_the_cart_is_shown_all_the_same()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 1);
        Assert.Null((await till.Coupon(Till.Ann, "SAVE5")).Refused);
        till.TriesExhausted = true;
        var refused = (await till.Coupon(Till.Ann, "OTHER")).Refused!;
        Assert.Equal((RefusalKind.TooMany, "coupon_tries_exhausted", 60), (refused.Kind, refused.Code, refused.RetryAfterSeconds));
        var shown = (await till.Seen(Till.Ann))["coupon"]!;
        Assert.Equal(("SAVE5", "coupon_tries_exhausted"), ((string)shown["code"]!, (string)shown["problem"]!));
    }

    [Theory]
    [InlineData("NOPE", RefusalKind.Conflict, "coupon_unknown")]
    [InlineData(" nope", RefusalKind.Conflict, "coupon_unknown")]
    [InlineData("SAVE6", RefusalKind.Unavailable, "coupon_unchecked")]
    public async Task A_code_that_is_no_coupon_or_cannot_be_looked_at_is_refused_at_its_field_and_the_cart_keeps_the_coupon_it_has(
        string code,
        RefusalKind kind,
        string refusal
    )
    {
        await using var till = await Till.Open();

        // An empty cart too: what is kept in it would stop the order later.
        till.PromotionsAway = kind == RefusalKind.Unavailable;
        Assert.Equal(refusal, Till.Code(await till.Coupon(Till.Ann, code)));
        till.PromotionsAway = false;
        await till.Add(Till.Ann, "a", 1);
        Assert.Null((await till.Seen(Till.Ann))["coupon"]);
        await till.Coupon(Till.Ann, "SAVE5");
        var before = await till.Seen(Till.Ann);

        till.PromotionsAway = kind == RefusalKind.Unavailable;
        var refused = (await till.Coupon(Till.Ann, code)).Refused!;
        Assert.Equal((kind, refusal, refused.Detail), (refused.Kind, refused.Code, (string)refused.Facts!["errors"]!["code"]![0]!));
        Assert.Equal(kind == RefusalKind.Unavailable ? 7 : null, refused.RetryAfterSeconds);
        till.PromotionsAway = false;
        Assert.Equal(before.ToJsonString(), (await till.Seen(Till.Ann)).ToJsonString());
    }

    [Theory]
    [InlineData("coupon_expired")]
    [InlineData("coupon_exhausted")]
    [InlineData("coupon_already_used")]
    [InlineData("coupon_group_only")]
    public async Task A_coupon_that_no_goods_would_make_apply_is_refused_at_its_field_and_one_kept_before_stays(string why)
    {
        await using var till = await Till.Open();
        till.Ended["LATE"] = why;
        await till.Add(Till.Ann, "a", 1);
        await till.Coupon(Till.Ann, "SAVE5");
        var before = await till.Seen(Till.Ann);
        var refused = (await till.Coupon(Till.Ann, "LATE")).Refused!;
        Assert.Equal(
            (RefusalKind.Conflict, why, "It has ended."),
            (refused.Kind, refused.Code, (string)refused.Facts!["errors"]!["code"]![0]!)
        );
        Assert.Equal(before.ToJsonString(), (await till.Seen(Till.Ann)).ToJsonString());

        // What ends while it lies in the cart stays there and says so, until the shopper takes it off.
        till.Ended["SAVE5"] = why;
        var coupon = (await till.Seen(Till.Ann))["coupon"]!;
        Assert.Equal(("SAVE5", false, why), ((string)coupon["code"]!, (bool)coupon["applied"]!, (string)coupon["problem"]!));
    }

    [Fact]
    public async Task Without_stock_a_cart_is_changed_and_shown_and_says_that_nobody_knows_what_is_left()
    {
        await using var till = await Till.Open();
        till.Stock["a"] = 1;
        await till.Add(Till.Ann, "a", 1);
        till.StockAway = true;
        await till.Add(Till.Ann, "a", 2);
        var line = (await till.Seen(Till.Ann))["items"]![0]!;
        Assert.Equal(3, (long)line["quantity"]!);
        Assert.True(line.AsObject().ContainsKey("available"));
        Assert.Null(line["available"]);
        Assert.Null(line["problem"]);

        // As soon as somebody can say, the cart does.
        till.StockAway = false;
        line = (await till.Seen(Till.Ann))["items"]![0]!;
        Assert.Equal(
            (false, "less_available", 1L),
            ((bool)line["available"]!, (string)line["problem"]!, (long)line["available_quantity"]!)
        );
    }

    [Fact]
    public async Task What_was_added_since_an_order_stays_in_the_cart()
    {
        await using var till = await Till.Open();
        await till.Add(Till.Ann, "a", 2);
        await till.Add(Till.Ann, "b", 1);
        var bought = (await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value;
        await till.Add(Till.Ann, "a", 1);
        await till.Add(Till.Ann, "c", 1);
        var take = new TakeForCheckoutRequest { UserId = "ann", OrderId = "order" };
        take.Lines.AddRange(bought.Lines);
        var version = (await till.Carts.TakeForCheckout(take, default)).Value.Version;
        Assert.Equal(version, (await till.Carts.TakeForCheckout(take, default)).Value.Version);
        var left = (await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value;
        Assert.Equal(["a 1", "c 1"], left.Lines.Select(l => $"{l.ProductId} {l.Quantity}"));
        Assert.Equal(
            version + 1,
            (await till.Carts.Restore(new RestoreRequest { UserId = "ann", OrderId = "order" }, default)).Value.Version
        );
        Assert.Equal(
            ["a 3", "b 1", "c 1"],
            (await till.Carts.GetCart(new GetCartRequest { UserId = "ann" }, default)).Value.Lines.Select(l =>
                $"{l.ProductId} {l.Quantity}"
            )
        );
    }
}
