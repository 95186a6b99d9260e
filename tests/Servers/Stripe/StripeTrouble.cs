// The troubles of a road to Stripe.
namespace Cartwright.Servers;

/// <summary>What befalls a call.</summary>
public enum StripeTrouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The call is lost on its way: nothing has happened.</summary>
    RequestLost,

    /// <summary>It is carried out, and the answer is lost.</summary>
    AnswerLost,

    /// <summary>A page in HTML comes back, from something in between.</summary>
    Html,

    /// <summary>The same with a status that says that all is well.</summary>
    HtmlAsOk,

    /// <summary>It is carried out, and the answer waits until the test lets it go.</summary>
    Late,

    /// <summary>Stripe fails before it does anything, and keeps that under the key.</summary>
    Failure,

    /// <summary>Too many calls.</summary>
    TooMany,
}
