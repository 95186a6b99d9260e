// What came back from one try: a message, a refusal, or neither.
using System.Buffers;
using Cartwright.Contracts;

namespace Cartwright.Wire;

/// <summary>How a try ended.</summary>
internal enum Ending
{
    /// <summary>With a reply or the module's own refusal.</summary>
    Answered,

    /// <summary>The module could not be asked, or did not say how it ended. Another try may do better.</summary>
    Outage,

    /// <summary>It was not asked, because it did not answer a moment ago.</summary>
    LeftAlone,

    /// <summary>No answer before the deadline.</summary>
    TooLate,

    /// <summary>It will end so each time until somebody changes something.</summary>
    Broken,
}

/// <summary>One try's end.</summary>
/// <param name="Ending">Which of the following is there.</param>
/// <param name="Message">The reply in an array of the pool, to be given back.</param>
/// <param name="Refused">The module's refusal.</param>
/// <param name="Why">For people, when nothing was answered.</param>
internal readonly record struct GrpcReply(Ending Ending, ArraySegment<byte> Message, Refusal? Refused, string? Why)
{
    public static GrpcReply With(ArraySegment<byte> message) => new(Ending.Answered, message, null, null);

    public static GrpcReply With(Refusal refused) => new(Ending.Answered, default, refused, null);

    public static GrpcReply Without(Ending ending, string why) => new(ending, default, null, why);

    /// <summary>Gives the message's array back.</summary>
    public void Release()
    {
        if (Message.Array is { } rented)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
