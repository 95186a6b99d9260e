// The demo shop's zones and its pickup point, written once into an empty table before the server listens.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cartwright.Ordering;

/// <summary>One zone of each kind: by region, by weight, and one that nothing is shipped to. All other places have the table.</summary>
internal sealed class DemoZones([FromKeyedServices("ordering")] Database database, EditShipping edit) : IHostedService
{
    private const string Actor = "demo";

    private static readonly ShippingZoneBody[] Zones =
    [
        new(
            "Alaska and Hawaii",
            ["US-AK", "US-HI"],
            Methods:
            [
                new(Rates.Standard, "Standard", Demo.Currency, [new(9.99m)], FreeFrom: 100m, DaysMin: 5, DaysMax: 8),
                new(Rates.Express, "Express", Demo.Currency, [new(29.99m)], DaysMin: 2, DaysMax: 3),
            ]
        ),
        new(
            "Australia and New Zealand",
            ["AU", "NZ"],
            Methods:
            [
                new(
                    Rates.Standard,
                    "Air mail",
                    Demo.Currency,
                    [new(14.99m, 1_000), new(24.99m, 5_000), new(59.99m, 20_000)],
                    ZoneMethodBody.Weight,
                    DaysMin: 6,
                    DaysMax: 12
                ),
            ]
        ),
        new("Antarctica", ["AQ"], Ships: false),
    ];

    private static readonly PickupPointBody Workshop = new(
        "Cartwright Workshop",
        "128 Canal Street",
        "Portland",
        "US",
        "97209",
        "OR",
        "Monday to Friday 9 to 18, Saturday 10 to 14",
        "Bring the number of your order."
    );

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) =>
        database.Write(
            async tx =>
            {
                // A shop that deleted them does not get them again.
                if (await ShippingSql.Version(tx) > 1)
                {
                    return false;
                }

                foreach (var zone in Zones)
                {
                    await edit.Add(tx, ShopRow.Zone, zone.Content(), Actor);
                }

                await edit.Add(tx, ShopRow.PickupPoint, Workshop.Content(), Actor);
                return true;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
