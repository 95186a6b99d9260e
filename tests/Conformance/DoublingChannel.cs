// Sends every call twice over another channel, and again what a busy machine did not answer in time.
using System.Diagnostics;
using Cartwright.Contracts;
using Cartwright.Wire;
using Google.Protobuf;

namespace Cartwright.Conformance;

/// <summary>The doubled call is the cheapest test of "safe to repeat": the second answer is the one that counts.</summary>
public sealed class DoublingChannel<TContract>(IWireChannel<TContract> channel) : IWireChannel<TContract>
{
    /// <summary>Some calls are given up after two seconds whatever the settings say, because pages go on without them.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public async ValueTask<Outcome<TReply>> Call<TRequest, TReply>(
        WireMethod<TContract, TRequest, TReply> method,
        TRequest request,
        CancellationToken cancel
    )
        where TRequest : IMessage<TRequest>, new()
        where TReply : IMessage<TReply>, new()
    {
        await channel.Call(method, request, cancel);
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await channel.Call(method, request, cancel);
            if (answer.Refused?.Code is not ("module_timeout" or "module_unavailable") || watch.Elapsed > Patience)
            {
                return answer;
            }

            await Task.Delay(Pause, cancel);
        }
    }
}
