// All providers, which of them take new payments, and which a token or a payment belongs to.
using Cartwright.Contracts;
using Cartwright.Contracts.Ports;

namespace Cartwright.Payments;

/// <summary>
/// The providers. The first is asked about what is no one's token while it is open, and refuses it. One that is not open begins nothing
/// new; what was begun with it is refunded, compared and heard about as ever, because money that was taken must be returnable.
/// </summary>
/// <param name="all">Every provider that the program has.</param>
/// <param name="open">The names of those that take new payments, in the order in which they are offered.</param>
public sealed class Gateways(IReadOnlyList<IGateway> all, IReadOnlyList<string> open)
{
    public IReadOnlyList<IGateway> All => all;

    /// <summary>What the shop takes, in the order in which it is offered.</summary>
    public IReadOnlyList<AcceptedMethod> Accepted { get; } = [.. open.Select(name => all.First(gateway => gateway.Name == name).Method)];

    /// <summary>The form of a provider that takes the card itself, or null.</summary>
    public PaymentForm? FormOf(AcceptedMethod method) => Find(method.Provider)?.Form;

    /// <summary>Whether a token is one of some provider's: only those are ever stored.</summary>
    public bool Knows(string methodToken) => all.Any(gateway => gateway.Knows(methodToken));

    /// <summary>Whether the provider takes new payments.</summary>
    public bool IsOpen(IGateway gateway) => open.Contains(gateway.Name);

    /// <summary>Why nothing new begins with a token, or null.</summary>
    public Refusal? Refused(string methodToken) =>
        IsOpen(For(methodToken)) ? null : AcceptedMethods.NotAmong([.. Accepted.Select(method => method.Method)]);

    /// <summary>The provider of a token.</summary>
    public IGateway For(string methodToken) => all.FirstOrDefault(gateway => gateway.Knows(methodToken)) ?? all[0];

    /// <summary>The provider that a payment was made with; nobody else is ever asked about it.</summary>
    public IGateway Of(Payment payment) =>
        Find(payment.Provider)
        ?? throw new InvalidOperationException(
            $"Payment {payment.PaymentId} was made with '{payment.Provider}', which is not among the providers any more."
        );

    /// <summary>The provider of a name, or null.</summary>
    public IGateway? Find(string name) => all.FirstOrDefault(gateway => gateway.Name == name);
}
