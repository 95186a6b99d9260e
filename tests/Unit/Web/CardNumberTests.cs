// What is a card number wherever it stands, and what only looks like one.
using System.Buffers;
using System.Globalization;
using System.Text;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public class CardNumberTests
{
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("4111.1111.1111.1111")]
    [InlineData("4111 - 1111 - 1111 - 1111")]
    [InlineData("4111\u00a01111\u00a01111\u00a01111")]
    [InlineData("my card: 4111111111111111, thanks")]
    [InlineData("4111111111111111 12/27 123")]
    [InlineData("123 4111111111111111")]
    [InlineData("tok_4111111111111111")]
    [InlineData("x4111111111111111y")]
    [InlineData("４１１１１１１１１１１１１１１１")]
    [InlineData("5555555555554444")]
    [InlineData("cafe4111111111111111")]
    [InlineData("4111111111111111-e4916604809841798bb77b1147272370")]
    [InlineData("00000000000000004111111111111111 e4916604809841798bb77b1147272373 4111111111111111")]
    [InlineData("xe4916604809841798bb77b1147272373")]
    [InlineData("2223003122003222")]
    [InlineData("378282246310005")]
    [InlineData("3782 822463 10005")]
    [InlineData("6011111111111117")]
    [InlineData("3530111333300000")]
    [InlineData("30569309025904")]
    [InlineData("6304000000000000000")]
    [InlineData("01987a4e-0000-7000-8000-000000000001 4111111111111111")]
    [InlineData(
        "1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 4111 1111 1111 1111"
    )]
    public void A_card_number_is_found_wherever_it_stands(string text) => Assert.True(CardNumber.IsIn(text));

    [Theory]
    [InlineData("4012/8888/8888/1881")]
    [InlineData("4012_8888_8888_1881")]
    [InlineData("4012,8888,8888,1881")]
    [InlineData("4012, 8888, 8888, 1881")]
    [InlineData("4012:8888:8888:1881")]
    [InlineData("4012*8888*8888*1881")]
    [InlineData("4012+8888+8888+1881")]
    [InlineData("(4012)(8888)(8888)(1881)")]
    [InlineData("(4012) (8888) (8888) (1881)")]
    [InlineData("4012\u00b78888\u00b78888\u00b71881")]
    [InlineData("4012\n8888\n8888\n1881")]
    [InlineData("4012\r\n8888\r\n8888\r\n1881")]
    [InlineData("4012\u200b8888\u200b8888\u200b1881")]
    [InlineData("40\u200b128888\u00ad8888\u20601881")]
    [InlineData("4|0|1|2|8|8|8|8|8|8|8|8|1|8|8|1")]
    [InlineData("4 0 1 2 8 8 8 8 8 8 8 8 1 8 8 1")]
    [InlineData("40 12 88 88 88 88 18 81")]
    [InlineData("40128888-88881881")]
    [InlineData("3782/822463/10005")]
    [InlineData("14012888888881881")]
    [InlineData("40128888888818817")]
    [InlineData("1/378282246310005")]
    [InlineData("4012888888881881abcdefabcdefabcd")]
    [InlineData("abcdefabcdefabcd4012888888881881")]
    [InlineData("4012888888881881abcdefab")]
    [InlineData("40128888-8888-1881-abcd-abcdefabcdef")]
    [InlineData("40128888-8888-1881-0000-000000000000")]
    public void Whatever_stands_between_its_digits_does_not_hide_one(string text)
    {
        Assert.True(CardNumber.IsIn(text));
        Assert.True(CardNumber.IsIn($"please take {text}, thanks"));
        Assert.True(CardNumber.IsIn("reason", text));
    }

    // Two numbers, a number and a time, sizes, years, prices: people and their machines write these, and each would be one card in sixty if
    // any gap joined.
    [Theory]
    [InlineData("Sizes: 40, 41, 42, 43, 44, 45, 46, 46")]
    [InlineData("{0}-{1}")]
    [InlineData("order-{0}-{1}")]
    [InlineData("{1}/{0}")]
    [InlineData("{0}:{1}")]
    [InlineData("{0} {1}")]
    [InlineData("{1}.{0}")]
    public void Numbers_beside_each_other_are_not_one(string form)
    {
        var random = new Random(13);
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Format(
                CultureInfo.InvariantCulture,
                form,
                random.Next(10_000, 100_000),
                1_795_993_694_123L + random.NextInt64(1_000_000_000_000)
            );
            Assert.False(CardNumber.IsIn(text), text);
            Assert.False(CardNumber.IsInId(text), text);
        }
    }

    [Theory]
    [InlineData("order_id", "4012/8888/8888/1881", false)]
    [InlineData("order_id", "14012888888881881", false)]
    [InlineData("reference", "4012888888881881", true)]
    [InlineData("tracking_number", "4012 8888 8888 1881", true)]
    [InlineData("note", "4012/8888/8888/1881", true)]
    public void What_a_machine_fills_is_refused_only_as_a_whole(string member, string text, bool found)
    {
        Assert.Equal(found, CardNumber.IsIn(member, text));
        Assert.Equal(found, CardNumber.IsInJson(new(Encoding.UTF8.GetBytes($$"""{"a":[{"{{member}}":["{{text}}"],"b":"c"}]}"""))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("4111111111111112")]
    [InlineData("411111111111111")]
    [InlineData("41111111111111111111111")]
    [InlineData("01987a4e-4111-7111-8111-411111111111")]
    [InlineData("41111111-1111-4111-8111-111111111111")]
    [InlineData("4006381333931")]
    [InlineData("e4916604809841798bb77b1147272373")]
    [InlineData("8a7fc3dfc39243638176561ee08e584a")]
    [InlineData("+49 170 1234567 / +49 30 1234567")]
    [InlineData("DE89 3704 0044 0532 0130 00")]
    [InlineData("2026-01-15T10:30:00.000Z 2026-01-15T10:30:00.000Z")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")]
    [InlineData("192.168.100.100 10.0.0.1")]
    [InlineData("1768473000000")]
    public void What_only_looks_like_one_passes(string text) => Assert.False(CardNumber.IsIn(text));

    [Theory]
    [InlineData("""{"a":{"b":["x","4111 1111 1111 1111"]}}""", true)]
    [InlineData("""{"4111111111111111":1}""", true)]
    [InlineData("""{"id":4111111111111111}""", true)]
    [InlineData("""{"note":"\u0034111111111111111"}""", true)]
    [InlineData("""{"note":"４１１１１１１１１１１１１１１１"}""", true)]
    [InlineData("""{"a":"4111111111111111" broken""", true)]
    [InlineData("""{"a":"41111111","b":"11111111"}""", false)]
    [InlineData("""{"price":4111111111111112}""", false)]
    [InlineData("not json 4111111111111111", false)]
    public void A_body_is_read_as_what_it_means(string json, bool found)
    {
        Assert.Equal(found, CardNumber.IsInJson(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(json))));
        Assert.Equal(found, CardNumber.IsInJson(InPieces(Encoding.UTF8.GetBytes(json))));
    }

    [Fact]
    public void Ids_of_our_own_are_never_taken_for_cards()
    {
        var random = new Random(11);
        var bytes = new byte[16];
        for (var i = 0; i < 200_000; i++)
        {
            random.NextBytes(bytes);
            Assert.False(CardNumber.IsIn($"order {new Guid(bytes)} is late"));
        }
    }

    [Fact]
    public void Hexadecimal_ids_are_never_taken_for_cards()
    {
        var random = new Random(12);
        foreach (var length in new[] { 12, 16, 20, 32 })
        {
            var bytes = new byte[length];
            for (var i = 0; i < 100_000; i++)
            {
                random.NextBytes(bytes);
                var id = Convert.ToHexStringLower(bytes);
                Assert.False(CardNumber.IsIn(id) && id.Any(char.IsAsciiLetter), id);
                Assert.False(CardNumber.IsIn($"key-{id}, again") && id.Any(char.IsAsciiLetter), id);
            }
        }
    }

    // As a network would bring it: a piece a byte.
    private static ReadOnlySequence<byte> InPieces(byte[] bytes)
    {
        var first = new Piece(bytes.AsMemory(0, 1), null);
        var last = first;
        for (var i = 1; i < bytes.Length; i++)
        {
            last = new Piece(bytes.AsMemory(i, 1), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, 1);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            RunningIndex = before is null ? 0 : before.RunningIndex + before.Memory.Length;
            before?.Next = this;
        }
    }
}
