// How terms are stored and hashed: what is new in them is absent where it says nothing, and texts of before are read as they are.
using Cartwright.Ordering;
using Cartwright.Web;

namespace Cartwright.Unit.Ordering;

public sealed class StoredTermsTests
{
    // As the version before products said whether their prices contain the tax wrote an order.
    private const string Before =
        """{"email":"b1999@example.com","address":{"name":"Bench","line1":"1 Road","city":"Austin","postal_code":"73301","country":"US"},"shipping_method":"standard","currency":"USD","lines":[{"product_id":"76","product_name":"Willa Keyboard","vendor_id":"vendor-5","category":"Electronics","quantity":1,"unit_price":15890,"discount":0,"tax":1152,"tax_included":0,"tax_class":"standard"}],"subtotal":15890,"discount":0,"shipping":0,"tax":1152,"tax_included":0,"total":17042,"taxes":[{"class":"standard","place":"US","milli":7250,"included":false,"reason":"taxed","base":15890,"amount":1152,"shipping":0,"shipping_tax":0}]}""";

    [Fact]
    public void What_was_stored_before_is_stored_the_same_again()
    {
        var read = Terms.Read(Before);
        Assert.Equal(Before, read.Stored());
        Assert.Equal(7_250, read.TaxOf(read.Lines[0])!.Milli);
        Assert.Equal(0, read.Less(new Dictionary<string, long> { ["76"] = 1 }).Tax);

        // And from before classes of taxes.
        var older = Before[..Before.IndexOf(",\"taxes\"", StringComparison.Ordinal)] + "}";
        older = older.Replace(",\"tax_class\":\"standard\"", string.Empty, StringComparison.Ordinal);
        Assert.Equal(older, Terms.Read(older).Stored());
        Assert.Null(Terms.Read(older).TaxOf(Terms.Read(older).Lines[0]));
    }

    [Theory]
    [InlineData("ada@example.com", "Ada", "1 Way", null, "London", null)]
    [InlineData("\"q\"@example.com", "Ada \"shipping_method\": 'x' \\ ,\"shipping_method\":", "日本 <b>", "\u0001", "Ü", "Ω")]
    [InlineData("", "", "", "", "", "")]
    public void The_person_is_written_before_the_rest_as_if_all_were_written(
        string email,
        string name,
        string line1,
        string? line2,
        string city,
        string? region
    )
    {
        var terms = Terms.Read(Before) with
        {
            Email = email,
            Address = new PostalAddress(name, line1, city, "GB", "N1 7AA", line2, region),
            CouponCode = "A",
        };
        Assert.Equal(terms.Stored(), terms.Stored(terms.Without().Stored()));
    }
}
