// The shortest story that still fails in the same way: delta debugging (Zeller and Hildebrandt 2002), then simpler faults and numbers.
namespace Cartwright.Simulation;

/// <summary>A story that fails, and what it took to find it.</summary>
/// <param name="Story">The shortest one.</param>
/// <param name="Finding">What it gives.</param>
/// <param name="Tries">Stories that were told.</param>
internal sealed record Shrunk(Story Story, Finding Finding, int Tries);

/// <summary>Makes failing stories short.</summary>
/// <param name="tell">Tells a story in a fresh world; null where nothing was found.</param>
/// <param name="triesMax">Stories told at most.</param>
internal sealed class Shrink(Func<Story, Task<Finding?>> tell, int triesMax)
{
    private int tries;
    private Story best = new(0, []);
    private Finding finding = new(string.Empty, string.Empty);

    /// <summary>The shortest story within the tries that gives a finding of the same name.</summary>
    public async Task<Shrunk> Of(Story story, Finding found)
    {
        (tries, best, finding) = (0, story, found);
        await LeaveOut();
        await Simplify(step => step with { Loss = Loss.None });
        await Simplify(step => step with { Quantity = Math.Min(step.Quantity, 1) });
        await Simplify(step => step with { Product = step.Product == 0 ? 0 : Goods.Wanted[0] });
        await Simplify(step =>
            step with
            {
                With = step.With is not null && Acts.Named(step.Does).With is [var first, ..] ? first : step.With,
            }
        );
        await Together();
        await LeaveOut();
        return new(best, finding, tries);
    }

    /// <summary>Halves, quarters, and at last single steps.</summary>
    private async Task LeaveOut()
    {
        for (var size = Math.Max(1, best.Steps.Count / 2); ; size = Math.Max(1, size / 2))
        {
            var shorter = false;
            for (var at = 0; at < best.Steps.Count && tries < triesMax; )
            {
                if (await Holds(best with { Steps = [.. best.Steps.Take(at), .. best.Steps.Skip(at + size)] }))
                {
                    shorter = true;
                }
                else
                {
                    at += size;
                }
            }

            // A step may have been needed only by one that has gone since.
            if (tries >= triesMax || (size == 1 && !shorter))
            {
                return;
            }
        }
    }

    private async Task Simplify(Func<Step, Step> simpler)
    {
        for (var at = 0; at < best.Steps.Count; at++)
        {
            var step = simpler(best.Steps[at]);
            if (step != best.Steps[at])
            {
                await Holds(best with { Steps = [.. best.Steps.Take(at), step, .. best.Steps.Skip(at + 1)] });
            }
        }
    }

    /// <summary>One after the other with seconds between them; where that is not enough, each as soon as the one before.</summary>
    private async Task Together()
    {
        if (!await Holds(best with { Steps = [.. best.Steps.Select((step, number) => step with { AtMs = number * 5_000 })] }))
        {
            await Holds(best with { Steps = [.. best.Steps.Select(step => step with { AtMs = step.AtMs / 1_000 * 1_000 })] });
        }
    }

    private async Task<bool> Holds(Story shorter)
    {
        if (tries >= triesMax || (shorter.Steps.Count == best.Steps.Count && shorter.Steps.SequenceEqual(best.Steps)))
        {
            return false;
        }

        tries++;
        if (await tell(shorter) is not { } found || found.Check != finding.Check)
        {
            return false;
        }

        (best, finding) = (shorter, found);
        return true;
    }
}
