// Nobody takes all the streams: each user and each network has its own bound, and a place comes back when its stream ends.
using Cartwright.Contracts;
using Cartwright.Kernel;
using Cartwright.Ordering;

namespace Cartwright.Unit.Ordering;

public class StreamPlacesTests
{
    [Fact]
    public void One_user_has_so_many_and_others_go_on()
    {
        var places = new StreamPlaces();
        for (var i = 0; i < Limits.OrderStreamsOfUserMax; i++)
        {
            Assert.Null(places.Enter("ada", $"192.0.2.{i}"));
        }

        var refused = places.Enter("ada", "192.0.2.99");
        Assert.Equal((RefusalKind.TooMany, "too_many_streams_of_yours", 5), (refused!.Kind, refused.Code, refused.RetryAfterSeconds));
        Assert.Null(places.Enter("bob", "192.0.2.1"));
        places.Leave("ada", "192.0.2.0");
        Assert.Null(places.Enter("ada", "192.0.2.99"));
    }

    [Fact]
    public void Guests_of_one_network_have_so_many_together_and_all_together_have_the_servers_bound()
    {
        var places = new StreamPlaces();
        for (var i = 0; i < 2 * Limits.OrderStreamsOfNetworkMax; i++)
        {
            Assert.Equal(
                i < Limits.OrderStreamsOfNetworkMax ? null : "too_many_streams_of_yours",
                places.Enter($"guest-{i}", "2001:db8::/64")?.Code
            );
        }

        for (var i = places.Open; i < Limits.OrderStreamsMax; i++)
        {
            Assert.Null(places.Enter($"other-{i}", $"network-{i % 90}"));
        }

        Assert.Equal(
            (RefusalKind.Unavailable, "too_many_streams"),
            (places.Enter("late", "late")!.Kind, places.Enter("late", "late")!.Code)
        );
        for (var i = 0; i < Limits.OrderStreamsOfNetworkMax; i++)
        {
            places.Leave($"guest-{i}", "2001:db8::/64");
        }

        Assert.Equal(Limits.OrderStreamsMax - Limits.OrderStreamsOfNetworkMax, places.Open);
        Assert.Null(places.Enter("late", "2001:db8::/64"));
    }
}
