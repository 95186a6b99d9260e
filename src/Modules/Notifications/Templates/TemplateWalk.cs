// Walks through a parsed template and says what in it is none of what a mail may say: variables, filters, statements.
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Fluid.Values;

namespace Cartwright.Notifications;

/// <summary>Looks at one part of a template.</summary>
internal sealed class TemplateWalk(TemplateScan scan, IReadOnlyList<TemplateVariable> variables)
{
    private readonly List<TemplateFlaw> flaws = [];
    private readonly HashSet<string> always = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> loops = new(StringComparer.Ordinal);
    private readonly HashSet<string> said = new(StringComparer.Ordinal);
    private readonly HashSet<string> apart = new(StringComparer.Ordinal);
    private int depth;

    public IReadOnlyList<TemplateFlaw> Flaws => flaws;

    /// <summary>The variables that stand in every mail of the template: outside of conditions and loops.</summary>
    public IReadOnlySet<string> Always => always;

    /// <summary>The variables that are written anywhere.</summary>
    public IReadOnlySet<string> Said => said;

    /// <summary>A flaw where a name first stands.</summary>
    public TemplateFlaw At(string name, string detail) => scan.Flaw(scan.PlaceOf(name), detail);

    public void Look(IFluidTemplate template) => Look(((FluidTemplate)template).Statements);

    private void Look(IReadOnlyList<Statement> statements)
    {
        foreach (var one in statements)
        {
            Look(one);
        }
    }

    private void Within(IReadOnlyList<Statement>? statements)
    {
        depth++;
        Look(statements ?? []);
        depth--;
    }

    private void Look(Statement statement)
    {
        switch (statement)
        {
            case TextSpanStatement or CommentStatement or BreakStatement or ContinueStatement or NoOpStatement:
                break;
            case OutputStatement output:
                Output(output.Expression);
                break;
            case IfStatement condition:
                Condition(condition.Condition);
                Within(condition.Statements);
                foreach (var other in condition.ElseIfs)
                {
                    Condition(other.Condition);
                    Within(other.Statements);
                }

                Within(condition.Else?.Statements);
                break;
            case UnlessStatement condition:
                Condition(condition.Condition);
                Within(condition.Statements);
                Within(condition.Else?.Statements);
                break;
            case CaseStatement cases:
                Condition(cases.Expression);
                foreach (var one in cases.Whens)
                {
                    foreach (var option in one.Options)
                    {
                        Condition(option);
                    }

                    Within(one.Statements);
                }

                Within(cases.Else?.Statements);
                break;
            case ForStatement loop:
                Loop(loop);
                break;
            default:
                Add(0, $"A {statement.GetType().Name} cannot stand in a mail.");
                break;
        }
    }

    private void Loop(ForStatement loop)
    {
        if (loop.Range is not null || loop.Source is not MemberExpression source)
        {
            Add(scan.PlaceOf(loop.Identifier), "A loop goes over a list of the mail, such as 'for line in order.lines'.");
            return;
        }

        if (loop.Limit is not (null or LiteralExpression) || loop.Offset is not (null or LiteralExpression))
        {
            Add(scan.PlaceOf(loop.Identifier), "'limit' and 'offset' are numbers.");
        }

        var list = Find(source);
        if (list is not null && list.Kind != TemplateVariables.List)
        {
            Add(scan.PlaceOf(list.Name), $"'{list.Name}' is no list, so that no loop can go over it.");
        }
        else if (list is not null)
        {
            if (
                variables.Any(one => one.Name.Split('.')[0] == loop.Identifier)
                || loops.ContainsKey(loop.Identifier)
                || loop.Identifier == "forloop"
            )
            {
                Add(scan.PlaceOf(loop.Identifier), $"'{loop.Identifier}' is taken; call what the loop goes over by another name.");
                return;
            }

            loops[loop.Identifier] = list.Name;
            Within(loop.Statements);
            loops.Remove(loop.Identifier);
        }

        Within(loop.Else?.Statements);
    }

    private void Output(Expression expression)
    {
        if (expression is MemberExpression member)
        {
            if (Find(member) is not { } found)
            {
                return;
            }

            if (found.Kind == TemplateVariables.List)
            {
                Add(scan.PlaceOf(found.Name), $"'{found.Name}' is a list: write 'for line in {found.Name}'.");
            }
            else
            {
                said.Add(found.Name);
                if (depth == 0)
                {
                    always.Add(found.Name);
                }
            }
        }
        else
        {
            Condition(expression);
        }
    }

    private void Condition(Expression expression)
    {
        switch (expression)
        {
            case LiteralExpression { Value: StringValue or NumberValue or BooleanValue or NilValue or EmptyValue or BlankValue }:
                break;
            case MemberExpression member:
                Apart(Find(member));
                break;
            case FilterExpression filtered:
                Filter(filtered);
                break;
            case BinaryExpression both:
                Condition(both.Left);
                Condition(both.Right);
                break;
            default:
                Add(0, "Only variables, texts in quotes, numbers, filters and comparisons can stand in a tag.");
                break;
        }
    }

    private void Filter(FilterExpression filtered)
    {
        if (!TemplateLiquid.Filters.Contains(filtered.Name))
        {
            Add(
                scan.PlaceOf(filtered.Name),
                $"There is no filter '{filtered.Name}'{Nearest(filtered.Name, TemplateLiquid.Filters)} There are: {string.Join(", ", TemplateLiquid.Filters)}."
            );
        }

        if (filtered.Input is MemberExpression member)
        {
            var found = Find(member);
            Apart(found);
            if (found is { Kind: TemplateVariables.Block } block)
            {
                Add(scan.PlaceOf(block.Name), $"'{block.Name}' is made by the shop and stands as it is, without filters.");
            }
        }
        else
        {
            Condition(filtered.Input);
        }

        foreach (var parameter in filtered.Parameters)
        {
            Condition(parameter.Expression);
        }
    }

    // A filter or a comparison could take a link apart, and tell it to somebody else bit by bit.
    private void Apart(TemplateVariable? found)
    {
        if (found is not { Kind: TemplateVariables.Link } || !apart.Add(found.Name))
        {
            return;
        }

        var places = scan.PlacesOfUse(found.Name);
        foreach (var place in places.Count > 0 ? places : [0])
        {
            Add(place, $"'{found.Name}' is written as it is, {{{{ {found.Name} }}}}: no filter, condition or comparison can use it.");
        }
    }

    private TemplateVariable? Find(MemberExpression member)
    {
        if (member.Segments.Any(segment => segment is not IdentifierSegment))
        {
            Add(0, "A variable is named by words with dots between them.");
            return null;
        }

        string[] names = [.. member.Segments.Select(segment => ((IdentifierSegment)segment).Identifier)];
        var written = string.Join('.', names);
        if (loops.Count > 0 && written is "forloop.first" or "forloop.last" or "forloop.index")
        {
            return new(written, TemplateVariables.Flag, string.Empty);
        }

        var meant = loops.TryGetValue(names[0], out var list) ? string.Join('.', [list, .. names.Skip(1)]) : written;
        var inList = loops.ContainsKey(names[0]);
        var found = variables.FirstOrDefault(one => one.Name == meant);
        if (
            found is not null
            && (
                inList
                || !variables.Any(one => one.Kind == TemplateVariables.List && meant.StartsWith(one.Name + ".", StringComparison.Ordinal))
            )
        )
        {
            return found;
        }

        string[] all =
        [
            .. variables
                .Where(one =>
                    !variables.Any(of => of.Kind == TemplateVariables.List && one.Name.StartsWith(of.Name + ".", StringComparison.Ordinal))
                )
                .Select(one => one.Name),
            .. loops.SelectMany(loop =>
                variables
                    .Where(one => one.Name.StartsWith(loop.Value + ".", StringComparison.Ordinal))
                    .Select(one => loop.Key + one.Name[loop.Value.Length..])
            ),
        ];
        Add(scan.PlaceOf(written), $"This mail has no variable '{written}'{Nearest(written, all)}");
        return null;
    }

    private void Add(int at, string detail) => flaws.Add(scan.Flaw(at, detail));

    // Ends the sentence before it, with or without a question.
    private static string Nearest(string written, IEnumerable<string> names)
    {
        var best = names.Select(name => (Name: name, Far: Distance(written, name))).OrderBy(one => one.Far).FirstOrDefault();
        return best.Name is not null && best.Far <= Math.Max(2, written.Length / 3) ? $". Did you mean '{best.Name}'?" : ".";
    }

    // How many letters lie between two names (Levenshtein).
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
