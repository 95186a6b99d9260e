// Which e-mail addresses the shop takes, which spellings are one mailbox, and which texts can be seen.
using Cartwright.Web;

namespace Cartwright.Unit.Web;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("Ada@Example.COM", "ada@example.com")]
    [InlineData("ada@b\u00fccher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@B\u00dcCHER.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example")]
    [InlineData("o'brien+x_y=z@sub.domain-1.example", "o'brien+x_y=z@sub.domain-1.example")]
    [InlineData("j\u00f6rg@example.com", "j\u00f6rg@example.com")]
    [InlineData("ada@\u4f8b\u3048.\u30c6\u30b9\u30c8", "ada@xn--r8jz45g.xn--zckzah")]
    [InlineData("ada@\u0939\u093f\u0928\u094d\u0926\u0940.example", "ada@xn--j2bd4cyah0f.example")]
    [InlineData("ada@3com.com", "ada@3com.com")]
    public void Spellings_of_a_mailbox_are_one(string typed, string mailbox)
    {
        Assert.True(EmailAddress.IsValid(typed));
        Assert.Equal(mailbox, EmailAddress.Mailbox(typed));
    }

    [Theory]
    [InlineData("a\u200bda@example.com")]
    [InlineData("ada\u00ad@example.com")]
    [InlineData("ada@exam\u200bple.com")]
    [InlineData("ada@exam\u2060ple.com")]
    [InlineData("ada@example.com\u2028")]
    [InlineData(" ada@example.com")]
    [InlineData("ada@example.123")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("ada@ex_ample.com")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@example-.com")]
    [InlineData("ada@example..com")]
    [InlineData("ada.@example.com")]
    [InlineData(".ada@example.com")]
    [InlineData("a..da@example.com")]
    [InlineData("ada@localhost")]
    [InlineData("ada@xn--zzzz99999.example")]
    [InlineData("ada@xn--ab-g1t.example")]
    [InlineData("ada@bu\u0308cher.example")]
    [InlineData("ada@\uff21\uff22.example")]
    [InlineData("ada@\u2115.example")]
    [InlineData("ada@\u0301a.example")]
    [InlineData("ada@\ud83d\ude00.example")]
    [InlineData("\ud83d@example.com")]
    [InlineData("ada@example\u3002com")]
    [InlineData("ada,bob@example.com")]
    [InlineData("ada@bob@example.com")]
    [InlineData("\"ada\"@example.com")]
    [InlineData("")]
    [InlineData("@")]
    public void What_is_no_address_is_refused(string typed) => Assert.False(EmailAddress.IsValid(typed));

    [Fact]
    public void Lengths_are_counted_in_bytes_as_they_go_out()
    {
        var label = new string('x', 63);
        Assert.True(EmailAddress.IsValid(new string('a', 64) + "@example.com"));
        Assert.False(EmailAddress.IsValid(new string('a', 65) + "@example.com"));
        Assert.False(EmailAddress.IsValid(new string('\u00f6', 33) + "@example.com"));
        Assert.True(EmailAddress.IsValid("a@" + label + ".com"));
        Assert.False(EmailAddress.IsValid("a@x" + label + ".com"));
        Assert.True(EmailAddress.IsValid($"a@{label}.{label}.{label}.{new string('y', 56)}.com"));
        Assert.False(EmailAddress.IsValid($"a@{label}.{label}.{label}.{new string('y', 57)}.com"));
    }

    [Theory]
    [InlineData("\u200b")]
    [InlineData("\u2060\u200d")]
    [InlineData("\u3164")]
    [InlineData("\u00ad")]
    [InlineData("\u2800 \ufe0f")]
    [InlineData("\u202e")]
    [InlineData("   ")]
    public void A_name_that_cannot_be_seen_is_none(string name)
    {
        foreach (
            var check in new[]
            {
                new Check().Text("name", name),
                new Check().Address("address", new PostalAddress(name, "1 Way", "Paris", "FR", "75001")),
                new Check().Address("address", new PostalAddress("Ada", "1 Way", name, "FR", "75001")),
            }
        )
        {
            Assert.Contains("must not be empty", check.Refused!.Facts!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67")]
    [InlineData("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645")]
    [InlineData("Ada\u00adLovelace")]
    public void Marks_without_width_may_stand_in_a_name_that_is_seen(string name) => Assert.Null(new Check().Text("name", name).Refused);

    [Fact]
    public void A_sealed_text_opens_for_its_purpose_alone()
    {
        var (ours, other) = (new SealedText(new byte[32]), new SealedText([.. Enumerable.Repeat((byte)1, 32)]));
        var text = ours.Seal("mail to ada", "https://shop.example.com/reset-password?token=x");
        Assert.Equal("https://shop.example.com/reset-password?token=x", ours.Open("mail to ada", text));
        Assert.NotEqual(text, ours.Seal("mail to ada", "https://shop.example.com/reset-password?token=x"));
        Assert.Null(ours.Open("mail to eve", text));
        Assert.Null(other.Open("mail to ada", text));
        foreach (var wrong in new[] { text[..^2] + "AA", text[..20], "", "no base64!", null })
        {
            Assert.Null(ours.Open("mail to ada", wrong));
        }
    }
}
