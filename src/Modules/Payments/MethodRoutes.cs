// What the shop takes, for everybody who wants to pay.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cartwright.Payments;

/// <summary>What the shop takes, in the order in which it is offered.</summary>
/// <param name="Items">Empty when the shop takes no payments yet.</param>
public sealed record PaymentMethodsReply(IReadOnlyList<PaymentMethodReply> Items);

/// <summary>One way to pay.</summary>
/// <param name="Method">What a shopper calls it: card, bank_transfer.</param>
/// <param name="Provider">Who moves the money: simulator, bank_transfer, stripe.</param>
/// <param name="Test">No real money moves.</param>
/// <param name="Tokens">What <c>payment_method.token</c> may be; empty where <paramref name="Form"/> makes it.</param>
/// <param name="Form">What the page needs to show the provider's own form, which makes the token; null where the tokens are listed.</param>
public sealed record PaymentMethodReply(
    string Method,
    string Provider,
    bool Test,
    IReadOnlyList<PaymentTokenReply> Tokens,
    PaymentFormReply? Form = null
)
{
    internal static PaymentMethodReply Of(AcceptedMethod method, PaymentForm? form) =>
        new(
            method.Method,
            method.Provider,
            method.Test,
            [.. method.Tokens.Select(one => new PaymentTokenReply(one.Token, one.Title, one.Note, one.Waits))],
            form is null ? null : new(form.Kind, form.Script, form.PublicKey, [.. method.TokenPrefixes])
        );
}

/// <summary>A provider's own form.</summary>
/// <param name="Kind">Which one; the checkout knows how to show stripe.</param>
/// <param name="Script">The absolute address of the provider's script.</param>
/// <param name="PublicKey">The key that is made for pages; no secret.</param>
/// <param name="TokenPrefixes">How the tokens begin that <c>payment_method.token</c> takes from it.</param>
public sealed record PaymentFormReply([OneOf("stripe")] string Kind, string Script, string PublicKey, IReadOnlyList<string> TokenPrefixes);

/// <summary>A token with words for shoppers.</summary>
/// <param name="Waits">A payment with it waits for the customer, or for time; the shop bounds how many units may wait.</param>
public sealed record PaymentTokenReply(string Token, string Title, string Note, bool Waits);

internal static class MethodRoutes
{
    private static readonly PaymentMethodsReply Example = new([
        new(
            "card",
            "simulator",
            true,
            [new("tok_visa", "Visa •••• 4242", "Pays at once", false), new("tok_declined", "Card •••• 0002", "The bank declines it", false)]
        ),
        new("card", "stripe", true, [], new("stripe", "https://js.stripe.com/v3/", "pk_test_of_your_account", ["pm_", "ctoken_"])),
        new(
            "bank_transfer",
            "bank_transfer",
            false,
            [
                new(
                    "bank_transfer",
                    "Bank transfer",
                    "You get the account and a reference, and transfer the total. The goods are sent when the money has arrived.",
                    true
                ),
            ]
        ),
    ]);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/payment-methods", List)
            .Anyone()
            .Area("Checkout")
            .Doc(
                "How the shop can be paid",
                "Every accepted method in the order in which to offer it, with the tokens that POST /api/orders takes in payment_method; a method with a form has tokens that the provider's own form makes. Empty when the shop takes no payments "
                    + "yet: then only an order that costs nothing can be placed. Test methods, `tok_…` among them, stand here only while the simulator is on: in a demo, or where "
                    + "Payments:Providers names it."
            )
            .Example(response: Example);

    private static Ok<PaymentMethodsReply> List(Gateways gateways, HttpContext context)
    {
        context.Response.Headers.CacheControl = $"public, max-age={(int)Limits.MethodsKeptFor.TotalSeconds}";
        return TypedResults.Ok(
            new PaymentMethodsReply([.. gateways.Accepted.Select(method => PaymentMethodReply.Of(method, gateways.FormOf(method)))])
        );
    }
}
