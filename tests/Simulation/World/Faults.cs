// How bad a world is, by its seed.
namespace Cartwright.Simulation;

/// <summary>How often what goes wrong, in a thousand times.</summary>
internal sealed record Faults
{
    /// <summary>None at all.</summary>
    public static Faults None { get; } = new();

    /// <summary>Requests that never arrive.</summary>
    public int CallsLost { get; init; }

    /// <summary>Requests that arrive twice, where that is the same as once.</summary>
    public int CallsDoubled { get; init; }

    /// <summary>Replies that never arrive.</summary>
    public int RepliesLost { get; init; }

    /// <summary>Calls between modules that are not made, or whose answer is lost.</summary>
    public int ModulesAway { get; init; }

    /// <summary>Calls between modules that are made twice.</summary>
    public int ModulesDoubled { get; init; }

    /// <summary>Calls of the payment provider that are lost, or whose answer is.</summary>
    public int PaymentsLost { get; init; }

    /// <summary>Calls of the payment provider that are answered after seconds.</summary>
    public int PaymentsSlow { get; init; }

    /// <summary>Mails that the server does not take, or takes without saying so.</summary>
    public int MailsLost { get; init; }

    /// <summary>Events that come twice, or after later ones of others.</summary>
    public int EventsTroubled { get; init; }

    /// <summary>How often the process dies at a point where it may, in a hundred thousand.</summary>
    public int Crashes { get; init; }

    /// <summary>How often the machine's clock is set, in a thousand looks.</summary>
    public int ClockSet { get; init; }

    /// <summary>Whether events go through a broker rather than from table to table.</summary>
    public bool Broker { get; init; }

    /// <summary>Whether crossings take time, so that what is under way together comes in any order.</summary>
    public bool Delays { get; init; }

    /// <summary>
    /// A mixture: each seed has some faults often, some seldom and some never, as swarm testing has it (Groce et al. 2012).
    /// </summary>
    public static Faults Of(ulong seed)
    {
        var random = new SimRandom(seed, "which faults");
        int Often(int most) => random.Below(3) == 0 ? 0 : random.Below(most + 1);
        return new()
        {
            CallsLost = Often(60),
            CallsDoubled = Often(60),
            RepliesLost = Often(60),
            ModulesAway = Often(30),
            ModulesDoubled = Often(100),
            PaymentsLost = Often(150),
            PaymentsSlow = Often(150),
            MailsLost = Often(200),
            EventsTroubled = Often(200),
            Crashes = Often(150),
            ClockSet = Often(20),
            Broker = random.Below(2) == 0,
            Delays = random.Below(10) > 0,
        };
    }
}
