// Whether a customer has ordered before: asked only when a promotion for first orders could apply.
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Ordering;

/// <summary>Looks into the orders of one customer.</summary>
public sealed class FirstOrderSql([FromKeyedServices("ordering")] Database database)
{
    /// <summary>
    /// Whether the customer has an order that stands, one that is being paid included. Two orders placed at once may both read no:
    /// Promotions then gives what is for first orders to one of them, because that use is one a customer.
    /// </summary>
    /// <param name="emailName">Stands for the customer's mailbox, by which a guest of before is known; empty while it is unknown.</param>
    public async ValueTask<bool> HasOrdered(string userId, string emailName) =>
        await database.Read(async sql =>
            await sql.First(
                "SELECT 1 FROM orders WHERE user_id = $1 AND status NOT IN ('payment_failed', 'cancelled') LIMIT 1",
                row => "yes",
                userId
            )
            ?? (
                emailName.Length == 0
                    ? null
                    : await sql.First(
                        "SELECT 1 FROM orders WHERE email_name = $1 AND status NOT IN ('payment_failed', 'cancelled') LIMIT 1",
                        row => "yes",
                        emailName
                    )
            )
        )
            is not null;
}
