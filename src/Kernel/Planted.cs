// Bugs that only tests can put in, to see that a check finds them: each is a switch at the rule that it breaks.
using System.Runtime.CompilerServices;

namespace Cartwright.Kernel;

/// <summary>
/// What is broken on purpose in this process. Nothing is, unless a test program has set <c>Cartwright.Planted.{name}</c> among its
/// switches before anything ran: no configuration key and no environment variable reaches them, and the shop itself refuses to start with
/// one. They are read once into constants of the process, so that the compiler at run time leaves them out.
/// </summary>
public static class Planted
{
    /// <summary>What stands before a bug's name in the name of its switch.</summary>
    public const string Prefix = "Cartwright.Planted.";

    public static readonly bool SellsWhatIsNotThere = On();
    public static readonly bool WritesOffReserved = On();
    public static readonly bool ReleasesTwice = On();
    public static readonly bool LeavesTheDoorOpen = On();
    public static readonly bool SettlesOtherLines = On();
    public static readonly bool RestocksBeyond = On();
    public static readonly bool AnswersBeforeTheSync = On();
    public static readonly bool RelaysByLastNumber = On();
    public static readonly bool ExpiresByTheWallClock = On();
    public static readonly bool RefusedLeavesWrites = On();
    public static readonly bool InboxForgets = On();
    public static readonly bool LosesFailedEffects = On();
    public static readonly bool ForgetsOrderOfSubject = On();
    public static readonly bool SwallowsCompensation = On();
    public static readonly bool KeepsCouponOfCancelled = On();
    public static readonly bool ChargesAnew = On();
    public static readonly bool KeyOfAnyBody = On();
    public static readonly bool KnowsKeysByBody = On();
    public static readonly bool OneKeyForAllOrders = On();
    public static readonly bool TimelineWithoutChain = On();
    public static readonly bool RefundsMoreThanTaken = On();
    public static readonly bool RoundsEachPiece = On();
    public static readonly bool CountsCouponsLate = On();
    public static readonly bool RoundsTwice = On();
    public static readonly bool SharesDoNotAddUp = On();
    public static readonly bool RemovedLineReturns = On();
    public static readonly bool MergesTwice = On();
    public static readonly bool LastCartWriteWins = On();
    public static readonly bool TakesOlderAnswers = On();
    public static readonly bool VoidForgotten = On();
    public static readonly bool KnowsPaymentsByIdAlone = On();
    public static readonly bool ReadsForAnyOwner = On();

    /// <summary>The names of those that are on.</summary>
    public static IReadOnlyList<string> AllOn =>
        [.. typeof(Planted).GetFields().Where(one => one.FieldType == typeof(bool) && one.GetValue(null) is true).Select(one => one.Name)];

    private static bool On([CallerMemberName] string name = "") => AppContext.TryGetSwitch(Prefix + name, out var on) && on;
}
