// Holds end by the time that passes, whatever becomes of the machine's clock.
using System.Reflection;
using Cartwright.Carts;
using Cartwright.Contracts;
using Cartwright.Inventory;
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Promotions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Unit.Kernel;

public class SteadyClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 15, 10, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(24)]
    [InlineData(-24)]
    [InlineData(24 * 365)]
    public void A_clock_that_is_set_ends_a_quarter_of_an_hour_no_earlier_than_after_13_minutes_and_no_later_than_after_17(int hours)
    {
        var machine = new SetClock();
        var clock = new SteadyClock(machine);
        var ends = clock.GetUtcNow() + TimeSpan.FromMinutes(15);
        machine.Set(TimeSpan.FromHours(hours));
        var before = clock.GetUtcNow();
        for (var second = 1; second <= 17 * 60; second++)
        {
            machine.Pass(TimeSpan.FromSeconds(1));
            var now = clock.GetUtcNow();
            Assert.True(now > before);
            before = now;
            Assert.True(second > 13 * 60 || now < ends, $"It ended after {second} s.");
        }

        Assert.True(clock.GetUtcNow() >= ends);
    }

    [Fact]
    public void A_clock_that_was_set_is_followed_within_ten_times_the_step_and_one_that_runs_a_little_fast_at_once()
    {
        var machine = new SetClock();
        var clock = new SteadyClock(machine);
        machine.Set(TimeSpan.FromHours(1));
        machine.Pass(TimeSpan.FromHours(9.9));
        Assert.NotEqual(machine.GetUtcNow(), clock.GetUtcNow());
        machine.Pass(TimeSpan.FromHours(0.2));
        Assert.Equal(machine.GetUtcNow(), clock.GetUtcNow());
        for (var hour = 0; hour < 100; hour++)
        {
            machine.Pass(TimeSpan.FromHours(1));
            machine.Set(TimeSpan.FromSeconds(2));
            Assert.Equal(machine.GetUtcNow(), clock.GetUtcNow());
        }
    }

    [Fact]
    public void It_never_goes_back_however_often_it_is_asked()
    {
        var machine = new SetClock();
        var clock = new SteadyClock(machine);
        var before = clock.GetUtcNow();
        for (var i = 0; i < 1_000; i++)
        {
            machine.Set(TimeSpan.FromHours(i % 2 == 0 ? -1 : 1));
            machine.Pass(TimeSpan.FromTicks(i % 7));
            var now = clock.GetUtcNow();
            Assert.True(now >= before);
            before = now;
        }

        Assert.InRange(before - Start, TimeSpan.Zero, TimeSpan.FromMilliseconds(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Units_held_for_a_quarter_of_an_hour_are_held_so_long_whatever_the_machine_says(int hours)
    {
        var machine = new SetClock();
        await using var test = await TestDatabase.OnSqlite("inventory", Migration.From(typeof(InventoryModule).Assembly));
        var clock = new SteadyClock(machine);
        var mirror = new StockMirror();
        var writer = new StockWriter(test.Database, clock, mirror, UnpaidBounds.Usual);
        var shortages = new Shortages(writer, clock, Microsoft.Extensions.Logging.Abstractions.NullLogger<Shortages>.Instance);
        var inventory = new LocalInventory(test.Database, writer, mirror, shortages, clock);
        await test.Database.Write(tx => InventoryStore.Fill(tx, [new Cartwright.Inventory.Units("a", 1)], "test", 0));
        ReserveRequest Wish(string id) =>
            new()
            {
                RequestId = id,
                ReservationId = id,
                HoldSeconds = 900,
                Lines =
                {
                    new StockLine { ProductId = "a", Quantity = 1 },
                },
            };
        Assert.Null((await inventory.Reserve(Wish("first"), default)).Refused);
        machine.Set(TimeSpan.FromHours(hours));
        machine.Pass(TimeSpan.FromMinutes(13));
        Assert.Equal("out_of_stock", (await inventory.Reserve(Wish("second"), default)).Refused?.Code);
        machine.Pass(TimeSpan.FromMinutes(4));
        Assert.Null((await inventory.Reserve(Wish("second"), default)).Refused);
    }

    [Fact]
    public void Whatever_holds_or_waits_is_given_the_steady_clock()
    {
        // These ask by elapsed time alone, or fill a demo.
        string[] others =
        [
            "PaymentChoices",
            "DemoStock",
            "DemoPromotions",
            "PromotionMemory",
            "RedeemUses",
            "GiveBackUses",
            "LocalPromotions",
            "EditPromotions",
            "MakeCodes",
            "SteadyClock",
            "CartMove",
            "SqlCartStore",
            "ShowCart",
        ];
        foreach (var module in new[] { typeof(OrderingModule), typeof(InventoryModule), typeof(PromotionsModule), typeof(CartsModule) })
        {
            var jumping = module
                .Assembly.GetTypes()
                .Where(type => !others.Contains(type.Name))
                .SelectMany(type => type.GetConstructors().SelectMany(made => made.GetParameters()))
                .Where(parameter =>
                    parameter.ParameterType == typeof(TimeProvider) && parameter.GetCustomAttribute<SteadyAttribute>() is null
                )
                .Select(parameter => parameter.Member.DeclaringType!.Name);
            Assert.Empty(jumping);
        }
    }

    [Theory]
    [InlineData("Ordering", "CheckoutRunner")]
    [InlineData("Promotions", "RedeemUses")]
    [InlineData("Promotions", "LocalPromotions")]
    [InlineData("Carts", "SqlCartStore")]
    [InlineData("Payments", "SimulatedGateway")]
    [InlineData("Payments", "SimulatedBank")]
    [InlineData("Payments", "LateOutcomes")]
    public void What_a_module_makes_by_hand_is_given_it_too(string module, string made)
    {
        var source = File.ReadAllText(Path.Combine(House.RulesTests.Root(), "src", "Modules", module, module + "Module.cs"));
        var from = source.IndexOf($"new {made}(", StringComparison.Ordinal);
        var clock = new[]
        {
            "GetRequiredKeyedService<TimeProvider>(SteadyClock.Key)",
            "Clock(provider)",
            "GetRequiredService<TimeProvider>()",
        }
            .Select(text => (Text: text, At: source.IndexOf(text, from, StringComparison.Ordinal)))
            .Where(one => one.At > 0)
            .MinBy(one => one.At);
        Assert.NotEqual("GetRequiredService<TimeProvider>()", clock.Text);
        Assert.True(
            !source.Contains("TimeProvider Clock(", StringComparison.Ordinal)
                || source.Contains(
                    "Clock(IServiceProvider provider) => provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key)",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void A_modules_registration_makes_it_once()
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(new SetClock());
        new PromotionsModule().Register(services, new ConfigurationBuilder().Build());
        using var provider = services.BuildServiceProvider();
        Assert.IsType<SteadyClock>(provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key));
        Assert.Same(
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key),
            provider.GetRequiredKeyedService<TimeProvider>(SteadyClock.Key)
        );
    }

    /// <summary>A machine whose clock is set while its time passes.</summary>
    private sealed class SetClock : TimeProvider
    {
        private DateTimeOffset now = Start;
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => now;

        public override long GetTimestamp() => ticks;

        public void Set(TimeSpan by) => now += by;

        public void Pass(TimeSpan by)
        {
            now += by;
            ticks += by.Ticks;
        }
    }
}
