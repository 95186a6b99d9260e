// What Carts has in a person's file: the cart, wherever it is kept, and what lies beside it.
using System.Text.Json;
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Web;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Carts;

/// <inheritdoc/>
internal sealed class PersonCarts : IPersonRecords
{
    private readonly ICartStore store;
    private readonly PersonTables tables;

    public PersonCarts([FromKeyedServices("carts")] Database database, ICartStore store)
    {
        this.store = store;
        tables = new PersonTables("carts", database, PersonSql.Tables, Carts);
    }

    /// <inheritdoc/>
    public string Module => tables.Module;

    /// <inheritdoc/>
    public ValueTask<Outcome<PersonRecordsReply>> GetRecords(PersonRecordsRequest request, CancellationToken cancel) =>
        tables.GetRecords(request, cancel);

    private async ValueTask<IReadOnlyList<PersonRecord>> Carts(IReadOnlyList<string> userIds, CancellationToken cancel)
    {
        var carts = new List<PersonRecord>();
        foreach (var userId in userIds)
        {
            var cart = await store.Load(userId, null, cancel);
            if (cart.Version > 0)
            {
                carts.Add(
                    new PersonRecord
                    {
                        Kind = "cart",
                        Json = JsonSerializer.Serialize(
                            new
                            {
                                cart.UserId,
                                cart.Version,
                                cart.Coupon,
                                ReminderEmail = cart.Email,
                                CreatedAt = Time(cart.CreatedMs),
                                UpdatedAt = Time(cart.UpdatedMs),
                                Items = cart.Items.Select(item => new
                                {
                                    item.ProductId,
                                    ProductName = item.Name,
                                    item.Quantity,
                                    Price = Currencies.ToMajor(item.PriceMinor, item.Currency),
                                    item.Currency,
                                    item.Saved,
                                    AddedAt = Time(item.AddedMs),
                                }),
                            },
                            Json.Options
                        ),
                    }
                );
            }
        }

        return carts;
    }

    private static DateTimeOffset Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
}
