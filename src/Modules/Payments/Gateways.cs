// All providers that the shop can be paid through, and which of them a token or a payment belongs to.
namespace Cartwright.Payments;

/// <summary>The providers. The first takes what is no one's token, and refuses it.</summary>
public sealed class Gateways(params IReadOnlyList<IGateway> all)
{
    public IReadOnlyList<IGateway> All => all;

    /// <summary>Whether a token is one of some provider's: only those are ever stored.</summary>
    public bool Knows(string methodToken) => all.Any(gateway => gateway.Knows(methodToken));

    /// <summary>The provider of a token.</summary>
    public IGateway For(string methodToken) => all.FirstOrDefault(gateway => gateway.Knows(methodToken)) ?? all[0];

    /// <summary>The provider that a payment was made with; nobody else is ever asked about it.</summary>
    public IGateway Of(Payment payment) =>
        Find(payment.Provider) ?? throw new InvalidOperationException($"Payment {payment.PaymentId} was made with '{payment.Provider}', which is not among the providers any more.");

    /// <summary>The provider of a name, or null.</summary>
    public IGateway? Find(string name) => all.FirstOrDefault(gateway => gateway.Name == name);
}
