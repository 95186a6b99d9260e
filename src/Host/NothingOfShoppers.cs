// Takes out of every span what a shopper sent, whichever library noted it.
using System.Diagnostics;
using OpenTelemetry;

namespace Cartwright.Host;

/// <summary>Addresses name orders and people; the route says as much without. To be added before the exporter.</summary>
internal sealed class NothingOfShoppers : BaseProcessor<Activity>
{
    private static readonly string[] NotSent = ["url.path", "url.query", "url.full", "user_agent.original", "client.address"];

    public override void OnEnd(Activity data)
    {
        foreach (var tag in NotSent)
        {
            data.SetTag(tag, null);
        }
    }
}
