// A value that cannot be read ends the start with one sentence that has the key and a line to write, before anything listens.
using Cartwright.Host;
using Cartwright.Kernel;

namespace Cartwright.Unit.Host;

public sealed class RefusedStartTests
{
    [Theory]
    [InlineData("RateLimits:write=abc", "RateLimits:write=abc must be a whole number from 0")]
    [InlineData("RateLimits:login=-1", "RateLimits:login=-1 must be a whole number from 0")]
    [InlineData("RateLimits:Enabled=perhaps", "Write RateLimits:Enabled=true or RateLimits:Enabled=false")]
    [InlineData("Proxies:Trusted:0=foo", "Proxies:Trusted:0=foo is neither an address nor a network")]
    [InlineData("Proxies:Trusted:0=10.0.0.0/99", "Proxies:Trusted:0=10.0.0.0/99 is neither an address nor a network")]
    [InlineData("Cors:Origins:0=shop.example.com", "Cors:Origins:0=shop.example.com is no origin")]
    [InlineData("Cors:Origins:0=https://shop.example.com/path", "is no origin")]
    [InlineData("Tax:DE:Percent=abc", "Tax:DE:Percent=abc is not a number. Use, for example, Tax:DE:Percent=19")]
    [InlineData("Tax:DE:Percent=1e1", "Tax:DE:Percent=1e1 is not a number")]
    [InlineData("Tax:DE:Included=maybe", "Write Tax:DE:Included=true or Tax:DE:Included=false")]
    [InlineData("Shipping:EUR:Standard=much", "Shipping:EUR:Standard=much is not a number")]
    [InlineData("Shipping:XXQ:Standard=5", "'XXQ' is not a currency the shop knows")]
    [InlineData("Port=eighty", "Port=eighty is not a port")]
    [InlineData("Port=-1", "Port=-1 is not a port")]
    [InlineData("Demo=yes", "Write Demo=true or Demo=false")]
    [InlineData("Payments:ReconcileEvery=often", "Payments:ReconcileEvery=often is no span of time")]
    [InlineData("Payments:CompareEvery=00:00:00", "Payments:CompareEvery=00:00:00 is no span of time")]
    [InlineData("Payments:LateAnswer=100.00:00:00", "up to 49 days")]
    [InlineData("Payments:BankTransfer:PayWithin=soon", "Payments:BankTransfer:PayWithin=soon is no span of time")]
    [InlineData("Orders:PayWithin=never", "Orders:PayWithin is 'never'")]
    [InlineData("Wire:Certificate=/nope.crt", "Wire:Certificate=/nope.crt cannot be read as PEM")]
    [InlineData("Wire:Authority=/nope.crt", "Wire:Authority=/nope.crt cannot be read as PEM")]
    [InlineData(
        "Identity:AdminEmail=ada@example.com;Identity:AdminPassword=short",
        "Give an address and a password of 10 characters or more"
    )]
    [InlineData("Identity:AdminEmail=nobody;Identity:AdminPassword=0123456789x", "email must be")]
    [InlineData("Identity:AdminPassword=0123456789x", "Add Identity:AdminEmail=")]
    [InlineData("Demo=true;Listen=0.0.0.0", "--demo-in-public")]
    [InlineData("Demo=true;Listen=192.0.2.1", "A demo on 192.0.2.1 opens accounts to everybody")]
    [InlineData("Demo=true;Listen=::", "--no-demo")]
    [InlineData("Tax:EL:Percent=24", "such as Tax:GR:Percent")]
    [InlineData("Cart:Store=redis", "Write: --set Carts:Store=redis")]
    [InlineData("MongoDb:Databse=shop", "Write: --set MongoDb:Database=")]
    [InlineData("Run=gateway;Gateway:Module=http://{module}:8080", "Write: --set Gateway:Modules=")]
    public async Task It_says_which_key_and_what_to_write(string settings, string said)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-refused-").FullName;
        try
        {
            var given = settings
                .Split(';')
                .Select(setting => setting.Split('=', 2))
                .Append(["Data", "sqlite:" + folder])
                .ToDictionary(pair => pair[0], pair => (string?)pair[1], StringComparer.OrdinalIgnoreCase);
            var refused = await Assert.ThrowsAsync<ConfigurationRefused>(async () =>
            {
                await using var shop = await Serve.Build(given);
            });
            Assert.Contains(said, refused.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.EnumerateFiles(folder, "*.db"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
