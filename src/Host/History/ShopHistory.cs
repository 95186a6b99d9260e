// Lives through a demo's past: shoppers, vendors and the shop's staff ask its own routes, each at their time, and every rule holds.
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Contracts;
using Cartwright.Identity;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;
using Order = Cartwright.Ordering.Order;

namespace Cartwright.Host;

/// <summary>What came of it.</summary>
/// <param name="Orders">Placed, whatever became of them.</param>
/// <param name="Refusals">What was asked and not done, by code: a shop of other settings refuses what this one does.</param>
internal sealed record HistoryTold(int Orders, int Customers, IReadOnlyDictionary<string, int> Refusals);

/// <param name="all">The shop's services.</param>
/// <param name="door">Where its routes are asked.</param>
/// <param name="clock">At the first day.</param>
internal sealed class ShopHistory(IServiceProvider all, ShopInMemory door, HistoricClock clock)
{
    /// <summary>Looks at an order that does not settle, about a second each.</summary>
    private const int LooksMax = 120;

    private const int LooksBeforeMoving = 10;
    private static readonly TimeSpan PutOff = TimeSpan.FromSeconds(31);

    private const string Admin = "demo-admin";

    /// <summary>What happens within so much time happens at once: a day of a shop has few other pauses.</summary>
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(4);

    private readonly DemoPeople people = all.GetRequiredService<DemoPeople>();
    private readonly HistoryVisitors visitors = new(all.GetRequiredService<DemoPeople>(), door, clock);
    private readonly OrderStore orders = all.GetRequiredService<OrderStore>();
    private readonly OrderChanges changes = all.GetRequiredService<OrderChanges>();
    private readonly PriorityQueue<Func<Task>, (long AtMs, int Number)> ahead = new();
    private readonly Lock gate = new();
    private readonly HistoryDesk desk = new();
    private CancellationToken stopping;
    private int placed;
    private int queued;

    /// <summary>Lives through all days; ends at the end's time, with nothing under way.</summary>
    /// <param name="days">Before today.</param>
    /// <param name="end">The present.</param>
    /// <param name="stop">Ends it early, with <see cref="OperationCanceledException"/>.</param>
    public async Task<HistoryTold> Live(int days, DateTimeOffset end, CancellationToken stop)
    {
        stopping = stop;
        var zone = all.GetRequiredService<ShopZone>().Now;
        var plan = new HistoryPlan(await Goods(stop), zone, end, days);
        clock.MoveTo(plan.Begin);
        var regular = new HistoryBuyer(
            new(
                "demo-customer",
                "customer@example.com",
                "Casey Customer",
                new("Casey Customer", "1 Market Street", "San Francisco", "US", "94105", null, "CA")
            ),
            IsGuest: false
        );
        visitors.Knows(regular);
        await Task.WhenAll(HistoryDesk.Sellers.Select(people.Register));
        foreach (var basket in plan.Make(regular))
        {
            At(basket.At, () => Shop(basket));
        }

        for (var day = plan.Begin; day <= end; day += TimeSpan.FromDays(1))
        {
            WorkingDay(day);
        }

        while (ahead.TryPeek(out _, out var next) && DateTimeOffset.FromUnixTimeMilliseconds(next.AtMs) is var at && at <= end)
        {
            stop.ThrowIfCancellationRequested();
            clock.MoveTo(at);
            var now = new List<Func<Task>>();
            while (
                ahead.TryPeek(out var one, out next)
                && next.AtMs <= (at + Together).ToUnixTimeMilliseconds()
                && next.AtMs <= end.ToUnixTimeMilliseconds()
            )
            {
                ahead.Dequeue();
                now.Add(one);
            }

            await Task.WhenAll(now.Select(one => one()));
        }

        clock.MoveTo(end);
        await Deliveries();
        await Carried(stop);
        return new(placed, visitors.Registered - 1, visitors.Refusals);
    }

    /// <summary>What has more than a few units, and is bought itself.</summary>
    private async Task<IReadOnlyList<Product>> Goods(CancellationToken stop)
    {
        var goods = new List<Product>();
        foreach (
            var numbers in Enumerable.Range(1, Demo.ProductsCount).Where(number => Demo.Stock(number) > 20).Chunk(Limits.ContractIdsMax)
        )
        {
            var asked = new GetProductsRequest();
            asked.ProductIds.AddRange(numbers.Select(Demo.ProductId));
            if ((await all.GetRequiredService<ICatalog>().GetProducts(asked, stop)).Is(out var reply, out _))
            {
                goods.AddRange(reply.Products.Where(product => product.VariantIds.Count == 0));
            }
        }

        return [.. goods.OrderBy(product => int.Parse(product.ProductId, CultureInfo.InvariantCulture))];
    }

    private void At(DateTimeOffset time, Func<Task> what)
    {
        lock (gate)
        {
            ahead.Enqueue(what, (time.ToUnixTimeMilliseconds(), queued++));
        }
    }

    private void In(TimeSpan time, Func<Task> what) => At(clock.GetUtcNow() + time, what);

    private void WorkingDay(DateTimeOffset midnight)
    {
        var date = TimeZoneInfo.ConvertTime(midnight + TimeSpan.FromHours(12), all.GetRequiredService<ShopZone>().Now);
        void Hour(double hour, Func<Task> what) => At(midnight + TimeSpan.FromHours(hour), what);
        if (date.DayOfWeek != DayOfWeek.Sunday)
        {
            if (date.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday)
            {
                Hour(7.5, Deliveries);
            }

            Hour(9.5, () => Parts(Status.Processing, null));
            Hour(15, () => Parts(Status.Shipped, date.DayOfYear % 3 == 0 ? "DHL" : "UPS"));
        }

        Hour(17.5, () => Parts(Status.Delivered, null));
        if (date.Day is 1 or 15)
        {
            Hour(11, () => Task.WhenAll(Demo.Vendors.Select(vendor => PayOut(vendor.Id, date.Date))));
        }
    }

    /// <summary>Fills a cart and orders it, or leaves it.</summary>
    private async Task Shop(PlannedBasket basket)
    {
        var (token, from) = (await visitors.Shopper(basket.Buyer), HistoryVisitors.AddressOf(basket.Buyer));
        foreach (var (productId, quantity) in basket.Lines)
        {
            await visitors.Ask(
                "POST",
                "/api/cart/me/items",
                token,
                new JsonObject { ["product_id"] = productId, ["quantity"] = quantity },
                from: from
            );
        }

        if (basket.Fate == Fate.Abandoned)
        {
            if (basket.Buyer.IsGuest && basket.Slowness > 0)
            {
                await visitors.Ask(
                    "PUT",
                    "/api/cart/me/email",
                    token,
                    new JsonObject { ["email"] = basket.Buyer.Person.Email },
                    from: from
                );
            }

            return;
        }

        var method =
            basket.Fate == Fate.Refused ? "tok_declined"
            : basket.ByTransfer ? "bank_transfer"
            : "tok_visa";
        var body = new JsonObject
        {
            ["shipping_method"] = basket.ShippingMethod,
            ["payment_method"] = new JsonObject { ["token"] = method },
            ["shipping_address"] = HistoryVisitors.Address(basket.Buyer.Address),
        };
        if (basket.Coupon is { } coupon)
        {
            body["coupon_code"] = coupon;
        }

        if (basket.Buyer.IsGuest)
        {
            body["email"] = basket.Buyer.Person.Email;
        }

        var reply = await visitors.Ask("POST", "/api/orders", token, body, from: from);
        if (reply.Code.StartsWith("coupon_", StringComparison.Ordinal) && body.Remove("coupon_code"))
        {
            reply = await visitors.Ask("POST", "/api/orders", token, body, from: from);
        }

        if (reply.Code == "shipping_method_unavailable")
        {
            body["shipping_method"] = Rates.Standard;
            reply = await visitors.Ask("POST", "/api/orders", token, body, from: from);
        }

        if (!reply.IsDone)
        {
            return;
        }

        Interlocked.Increment(ref placed);
        var order = await Settled((string)reply.Json["order_id"]!);
        lock (gate)
        {
            desk.Sold(order);
        }

        if (order.Status == Status.Pending)
        {
            In(TimeSpan.FromHours(21 + (22 * basket.Slowness)), () => Receive(order, basket));
        }
        else if (order.Status == Status.Confirmed)
        {
            Paid(order, basket, token);
        }
    }

    /// <summary>The transfer is on the account.</summary>
    private async Task Receive(Order order, PlannedBasket basket)
    {
        var amount = new JsonObject { ["amount"] = Currencies.ToMajor(order.Terms.Total, order.Terms.Currency) };
        var reply = await visitors.Ask(
            "POST",
            $"/api/payments/{order.Id}/received",
            await visitors.Token(Admin),
            amount,
            "received-" + order.Id
        );
        if (reply.IsDone && await Settled(order.Id, afterTransfer: true) is { Status: Status.Confirmed } paid)
        {
            Paid(paid, basket, await visitors.Shopper(basket.Buyer));
        }
    }

    private void Paid(Order order, PlannedBasket basket, string token)
    {
        if (basket.Fate == Fate.Cancelled)
        {
            In(
                basket.After,
                async () =>
                    await visitors.Ask(
                        "POST",
                        $"/api/orders/{order.Id}/cancel",
                        await visitors.TokenOf(basket.Buyer, token),
                        new JsonObject { ["reason"] = "ordered by mistake" }
                    )
            );
            return;
        }

        lock (gate)
        {
            desk.Take(order, basket, token, clock.GetUtcNow());
        }
    }

    /// <summary>Each vendor moves its parts of all orders that are due, as many at once as the route takes.</summary>
    private Task Parts(string to, string? carrier) => Task.WhenAll(Demo.Vendors.Select(vendor => Parts(vendor.Id, to, carrier)));

    private async Task Parts(string vendorId, string to, string? carrier)
    {
        List<HistoryPart> due;
        lock (gate)
        {
            due = desk.Due(vendorId, to, clock.GetUtcNow());
        }

        foreach (var some in due.Chunk(MoveParts.BulkOrdersMax))
        {
            var body = new JsonObject { ["order_ids"] = new JsonArray([.. some.Select(part => (JsonNode)part.OrderId)]), ["status"] = to };
            if (carrier is not null)
            {
                body["carrier"] = carrier;
            }

            var reply = await visitors.Ask("POST", "/api/vendor/orders/bulk", await visitors.Token(HistoryDesk.SellerOf(vendorId)), body);
            var moved = (reply.Json["results"]?.AsArray() ?? [])
                .Where(result => (bool)result!["moved"]!)
                .Select(result => (string)result!["order_id"]!)
                .ToHashSet(StringComparer.Ordinal);
            foreach (var part in some)
            {
                if (!moved.Contains(part.OrderId))
                {
                    visitors.Count("bulk", "not_moved");
                }
            }

            lock (gate)
            {
                foreach (var arrived in desk.Moved(some.Where(part => moved.Contains(part.OrderId)), to, clock.GetUtcNow()))
                {
                    In(arrived.Basket.After, () => AfterArrival(arrived));
                }
            }
        }
    }

    /// <summary>What customers do with what has arrived.</summary>
    private async Task AfterArrival(HistoryOrder order)
    {
        var line = order.Lines[0];
        if (order.Basket.Fate == Fate.Eased)
        {
            var eased = new JsonObject
            {
                ["reason"] = "a scratch on the back; the customer keeps it",
                ["amount"] = Currencies.ToMajor(Math.Max(100, line.UnitPrice / 5 / 50 * 50), order.Currency),
                ["vendor_id"] = line.VendorId,
            };
            await visitors.Ask("POST", $"/api/orders/{order.Id}/refunds", await visitors.Token(Admin), eased, "eased-" + order.Id);
            return;
        }

        string[] reasons = ["too small", "not as expected", "changed my mind", "arrived too late"];
        var asked = new JsonObject
        {
            ["items"] = new JsonArray(new JsonObject { ["product_id"] = line.ProductId, ["quantity"] = 1 }),
            ["reason"] = reasons[order.Basket.Lines.Count % reasons.Length],
        };
        var reply = await visitors.Ask(
            "POST",
            $"/api/orders/{order.Id}/returns",
            await visitors.TokenOf(order.Basket.Buyer, order.Token),
            asked
        );
        if (!reply.IsDone)
        {
            return;
        }

        var id = (string)reply.Json["return_id"]!;
        if (order.Basket.Fate == Fate.ReturnRejected)
        {
            In(TimeSpan.FromHours(26), () => Answer(id, Return.Rejected, "it has been worn"));
            return;
        }

        In(TimeSpan.FromHours(22), () => Answer(id, Return.Approved, null));
        In(TimeSpan.FromHours(118), () => Answer(id, Return.Received, null));
        In(TimeSpan.FromHours(119), () => Answer(id, Return.Refunded, null));
    }

    private async Task Answer(string returnId, string status, string? note)
    {
        var body = new JsonObject { ["status"] = status };
        if (note is not null)
        {
            body["note"] = note;
        }

        await visitors.Ask("PATCH", "/api/returns/" + returnId, await visitors.Token(Admin), body);
    }

    private async Task PayOut(string vendorId, DateTime day)
    {
        var body = new JsonObject
        {
            ["vendor_id"] = vendorId,
            ["currency"] = Demo.Currency,
            ["note"] =
                day.ToString("MMMM yyyy", CultureInfo.InvariantCulture) + (day.Day == 1 ? ", until the month's end" : ", first half"),
        };
        await visitors.Ask(
            "POST",
            "/api/payouts",
            await visitors.Token(Admin),
            body,
            string.Create(CultureInfo.InvariantCulture, $"{vendorId}-{day:yyyy-MM-dd}")
        );
    }

    /// <summary>Suppliers bring what was sold: each product has its units of the first day again.</summary>
    private async Task Deliveries()
    {
        foreach (var numbers in Enumerable.Range(1, Demo.ProductsCount).Where(number => desk.WasSold(Demo.ProductId(number))).Chunk(400))
        {
            var lines = numbers.Select(number => new JsonObject
            {
                ["product_id"] = Demo.ProductId(number),
                ["counted"] = Demo.Stock(number),
                ["reason"] = "delivery",
            });
            var day = clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            await visitors.Ask(
                "POST",
                "/api/inventory/adjustments",
                await visitors.Token(Admin),
                new JsonObject { ["lines"] = new JsonArray([.. lines]) },
                $"delivery-{day.Replace(' ', '-')}-{numbers[0]}"
            );
        }
    }

    /// <summary>An order as it stays until somebody does something: paid, failed, or waiting for a transfer.</summary>
    private async Task<Order> Settled(string orderId, bool afterTransfer = false)
    {
        using var watch = changes.Open(orderId);
        for (var looks = 0; ; looks++)
        {
            stopping.ThrowIfCancellationRequested();
            if (looks > LooksMax)
            {
                throw new TimeoutException($"The order {orderId} of the demo's past does not settle.");
            }

            if (
                await orders.Get(orderId) is { } order
                && (!order.HasWork || (!afterTransfer && order.AfterSaleSoFar.Action is { State: "awaiting" }))
            )
            {
                return order;
            }

            await watch.Next(TimeSpan.FromSeconds(1), clock, stopping);
            if (looks >= LooksBeforeMoving)
            {
                // What was put off, as after an answer that did not come, is due only when the past gets there.
                clock.MoveTo(clock.GetUtcNow() + PutOff);
            }
        }
    }

    /// <summary>Waits until every event is where it goes.</summary>
    private async Task Carried(CancellationToken stop)
    {
        foreach (var database in all.GetServices<ModuleDatabase>())
        {
            var backlog = new EventBacklog(database.Opened, clock);
            while ((await backlog.Look(stop)).Any(figure => figure.Gauge.Name == "cartwright.outbox.waiting" && figure.Value > 0))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
            }
        }
    }
}
