// Faults that a test plants in the calls of the shop by hand.
using Cartwright.Contracts;

namespace Cartwright.Unit.Ordering;

public sealed partial class Shop
{
    private readonly Dictionary<string, Queue<Fault>> faults = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Call, Fault Fault)> sequels = new(StringComparer.Ordinal);

    /// <summary>Plants faults for the next calls of a kind.</summary>
    public void Plant(string call, params Fault[] next)
    {
        lock (gate)
        {
            foreach (var fault in next)
            {
                (faults.TryGetValue(call, out var queue) ? queue : faults[call] = new()).Enqueue(fault);
            }
        }
    }

    /// <summary>
    /// Plants a fault that waits for another call: it is there the moment that call has come, so no later call can be quicker.
    /// </summary>
    public void PlantAfter(string call, string next, Fault fault)
    {
        lock (gate)
        {
            sequels.Add(call, (next, fault));
        }
    }

    /// <summary>Takes away what was planted and not met.</summary>
    public void Uproot()
    {
        lock (gate)
        {
            faults.Clear();
        }
    }

    private async ValueTask<Outcome<T>> Call<T>(string name, Func<Outcome<T>> effect)
    {
        Fault? fault;
        Outcome<T> outcome = Unknown;
        lock (gate)
        {
            Calls.Enqueue(name);
            fault = faults.TryGetValue(name, out var queue) && queue.TryDequeue(out var planted) ? planted : null;
            if (fault is null or Fault.LostReply or Fault.Throws or Fault.CrashAfter)
            {
                outcome = effect();
            }

            if (sequels.Remove(name, out var sequel))
            {
                Plant(sequel.Call, sequel.Fault);
            }
        }

        switch (fault)
        {
            case Fault.Refused:
                return Refusal.Conflict("planted", "Planted.");
            case Fault.LostRequest or Fault.LostReply:
                return Unknown;
            case Fault.Throws:
                throw new IOException("planted");
            case Fault.CrashBefore or Fault.CrashAfter:
                Crashed.TrySetResult();
                await new TaskCompletionSource().Task;
                break;
        }

        return outcome;
    }
}
