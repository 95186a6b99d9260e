// Notes about orders: kept as they were written, read page by page, and gone with whoever the order is of.
using Cartwright.Kernel;
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

[Trait(TestDatabase.Engine, TestDatabase.Either)]
public sealed class OrderNoteTests
{
    private static readonly Caller Sam = new("sam", "s", [Role.Staff], email: "sam@example.com", permissions: [Permission.OrdersEdit]);
    private static readonly Cursors Cursors = new(new byte[32]);

    [Fact]
    public async Task Notes_are_read_newest_first_page_by_page_each_with_who_wrote_it()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world);
        var notes = new OrderNotes(world.Database, world.Store, world.Ids, world.Clock);
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal($"note {i}", (await notes.Write(Sam, order.Id, $"  note {i}\n")).Value.Text);
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await notes.Page(order.Id, PageRequest.Of(Cursors, 2, cursor))).Value;
            Assert.All(page.Items, note => Assert.Equal(("sam", "sam@example.com"), (note.AuthorId, note.Author)));
            seen.AddRange(page.Items.Select(note => note.Text));
            cursor = page.NextCursor;
        } while (cursor is not null);
        Assert.Equal(["note 5", "note 4", "note 3", "note 2", "note 1"], seen);
        Assert.Equal("order_not_found", (await notes.Page("o", PageRequest.Of(Cursors))).Refused!.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("a\u202Eb")]
    public async Task What_is_no_text_is_refused_at_its_field_and_nothing_is_kept(string? text)
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world);
        var notes = new OrderNotes(world.Database, world.Store, world.Ids, world.Clock);
        Assert.Equal("validation_failed", (await notes.Write(Sam, order.Id, text)).Refused!.Code);
        Assert.Equal("validation_failed", (await notes.Write(Sam, order.Id, new string('x', 4_001))).Refused!.Code);
        Assert.Equal("order_not_found", (await notes.Write(Sam, "o", "hello")).Refused!.Code);
        Assert.Equal(0, await world.Database.Read(sql => OrderNoteSql.Count(sql, order.Id)));
    }

    [Fact]
    public async Task Notes_are_in_the_file_of_the_person_and_go_with_the_erasure_and_none_come_after_it()
    {
        await using var world = await OrderingWorld.Open(demo: true);
        var order = await Bought(world);
        Assert.Null((await world.Moving.Cancel(order.Id, null, new("customer", "ada"), default)).Refused);
        await world.Settled(order.Id);
        var notes = new OrderNotes(world.Database, world.Store, world.Ids, world.Clock);
        Assert.Null((await notes.Write(Sam, order.Id, "Ada rang: jabberwock")).Refused);
        var file = await new PersonOrders(world.Database, world.Store).GetRecords(
            new Cartwright.Contracts.PersonRecordsRequest { UserIds = { "ada" } },
            default
        );
        Assert.Contains("jabberwock", file.Value.Records.Single().Json, StringComparison.Ordinal);

        Assert.Null((await world.Erasing.Erase("ada", null, new("admin", "root"), dry: false, default)).Refused);
        Assert.Equal([], await Residue.Of(world.Database, ["jabberwock", "sam@example.com"]));
        Assert.Equal("order_erased", (await notes.Write(Sam, order.Id, "one more")).Refused!.Code);
    }

    [Fact]
    public async Task An_author_who_is_erased_stands_below_notes_no_more()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world);
        var notes = new OrderNotes(world.Database, world.Store, world.Ids, world.Clock);
        Assert.Null((await notes.Write(Sam, order.Id, "hello")).Refused);
        await world.Database.Write(async tx =>
        {
            await OrderNoteSql.ForgetAuthor(tx, "sam");
            return true;
        });
        var note = (await notes.Page(order.Id, PageRequest.Of(Cursors))).Value.Items.Single();
        Assert.Equal(("hello", string.Empty), (note.Text, note.Author));
    }

    [Fact]
    public async Task An_order_has_so_many_notes_and_not_one_more()
    {
        await using var world = await OrderingWorld.Open();
        var order = await Bought(world);
        await world.Database.Write(async tx =>
        {
            for (var i = 0; i < Limits.OrderNotesMax; i++)
            {
                await OrderNoteSql.Add(tx, order.Id, new(world.Ids.Next(), "sam", string.Empty, "x", i));
            }

            return true;
        });
        var notes = new OrderNotes(world.Database, world.Store, world.Ids, world.Clock);
        Assert.Equal("notes_full", (await notes.Write(Sam, order.Id, "one more")).Refused!.Code);
    }

    private static async Task<Cartwright.Ordering.Order> Bought(OrderingWorld world)
    {
        world.Shop.Fill("ada", [("p1", 1)]);
        return await world.Settled((await world.Place(OrderingWorld.Wish())).Id);
    }
}
