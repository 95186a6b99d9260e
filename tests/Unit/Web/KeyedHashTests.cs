// Keyed hashes and sealed texts, whose states go from hand to hand: each must come out as if it were made anew.
using System.Security.Cryptography;
using System.Text;
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class KeyedHashTests
{
    [Fact]
    public void It_is_HMAC_SHA_256_text_after_text_and_from_many_threads_at_once()
    {
        var key = Enumerable.Range(1, 32).Select(one => (byte)one).ToArray();
        var hash = new KeyedHash(key);

        // A state that two threads had at once, or that kept a part of the text before, would give some of these another hash.
        Parallel.For(
            0,
            2_000,
            number =>
            {
                var text = Encoding.UTF8.GetBytes(new string('x', number % 300) + number);
                var seen = new byte[KeyedHash.Bytes];
                hash.Of(text, seen);
                Assert.Equal(HMACSHA256.HashData(key, text), seen);
            }
        );
    }

    [Fact]
    public void A_hash_that_had_no_room_leaves_nothing_behind_in_the_next()
    {
        var hash = new KeyedHash(new byte[32]);
        Assert.ThrowsAny<ArgumentException>(() => hash.Of("lost"u8, new byte[4]));
        var seen = new byte[KeyedHash.Bytes];
        hash.Of("next"u8, seen);
        Assert.Equal(HMACSHA256.HashData(new byte[32], "next"u8), seen);
    }

    [Fact]
    public void A_text_sealed_by_a_cipher_that_has_sealed_before_opens_and_an_altered_one_leaves_the_next_as_it_is()
    {
        var seals = new SealedText(new byte[32]);
        for (var i = 0; i < 3; i++)
        {
            var text = seals.Seal("link", "text " + i);
            Assert.Equal("text " + i, seals.Open("link", text));
            Assert.Null(seals.Open("other", text));
        }
    }
}
