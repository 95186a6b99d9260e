// What stands in headers: timeouts, messages, media types.
using Cartwright.Kernel;
using Cartwright.Wire;

namespace Cartwright.Unit.Wire;

public sealed class TextTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("100m", 1_000_000)]
    [InlineData("99999999u", 999_999_990)]
    [InlineData("250n", 3)]
    [InlineData("0S", 0)]
    public void Timeouts_of_all_units_are_read(string text, long ticks)
    {
        Assert.True(GrpcText.TryTimeout(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5s")]
    [InlineData("-5S")]
    [InlineData("+5S")]
    [InlineData(" 5S")]
    [InlineData("5 S")]
    [InlineData("5.0S")]
    [InlineData("123456789S")]
    [InlineData("٣S")]
    [InlineData("1S,1S")]
    public void What_is_no_timeout_is_refused(string text) => Assert.False(GrpcText.TryTimeout(text, out _));

    [Fact]
    public void A_timeout_of_eleven_thousand_years_is_cut_to_what_a_timer_can_hold()
    {
        Assert.True(GrpcText.TryTimeout("99999999H", out var timeout));
        Assert.Equal(Limits.WireTimeoutMax, timeout);
    }

    [Theory]
    [InlineData(0, "0m")]
    [InlineData(0.2, "1m")]
    [InlineData(5_000, "5000m")]
    [InlineData(99_999_999_999, "3600000m")]
    public void A_timeout_is_written_in_whole_milliseconds_that_can_be_read_again(double milliseconds, string text)
    {
        Assert.Equal(text, GrpcText.Timeout(TimeSpan.FromMilliseconds(milliseconds)));
        Assert.True(GrpcText.TryTimeout(text, out _));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("Only 3 left.", "Only 3 left.")]
    [InlineData("100%", "100%25")]
    [InlineData("Größe\r\n☃", "Gr%C3%B6%C3%9Fe%0D%0A%E2%98%83")]
    [InlineData("~ \u007f", "~ %7F")]
    public void Messages_of_any_characters_travel_as_visible_ascii(string message, string text)
    {
        Assert.Equal(text, GrpcText.Encode(message));
        Assert.Equal(message, GrpcText.Decode(text));
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%zz%4", "%zz%4")]
    [InlineData("%2", "%2")]
    [InlineData("é%41", "éA")]
    public void What_is_encoded_badly_is_kept_as_it_stands(string text, string message) => Assert.Equal(message, GrpcText.Decode(text));

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("Application/gRPC+proto", true)]
    [InlineData("application/grpc; charset=utf-8", true)]
    [InlineData("application/grpc+json", false)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_protobuf_over_grpc_is_read(string? type, bool read) => Assert.Equal(read, GrpcText.IsGrpc(type));
}
