using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>What a command would do on one cluster.</summary>
/// <param name="Kind">The category in the summary, such as <c>to create</c>.</param>
/// <param name="Headline">The request that would be sent, or the reason why none would.</param>
/// <param name="Differences">The changes of an existing extension.</param>
/// <param name="Body">The body; null when nothing would be sent.</param>
/// <param name="Added">The values that the type adds.</param>
/// <param name="Refusal">Why nothing would be sent; null when something would.</param>
/// <param name="Roles">The roles that would be assigned.</param>
internal sealed record PlannedChange(
    string Kind, string Headline, IReadOnlyList<ExtensionDifference> Differences, string? Body = null, IReadOnlyList<string>? Added = null,
    AksExtensionException? Refusal = null, IReadOnlyList<string>? Roles = null);

/// <summary>
/// What -WhatIf shows and -Confirm asks about: each body once. -WhatIf shows the first clusters of a kind one by one, and a summary.
/// </summary>
internal sealed class ChangePlan
{
    private const int MostAlike = 10;
    private const int MostBodies = 3;
    private const int LongestValue = 200;

    private readonly Dictionary<string, int> _counts = [];
    private readonly HashSet<string> _bodies = new(StringComparer.Ordinal);
    private int _hidden;
    private int _roles;

    /// <summary>Shows one change, on the pipeline's thread.</summary>
    public Task ShowAsync(PlannedChange change, Work work) => work.Sink.AskAsync(
        cmdlet =>
        {
            Show(cmdlet, change);
            return true;
        },
        work.CancellationToken);

    /// <summary>Asks, on the pipeline's thread, whether to make one change.</summary>
    /// <exception cref="AksExtensionException">The change would be refused.</exception>
    public Task<bool> AgreesAsync(PlannedChange change, ExtensionReference extension, Confirmation confirmation, Work work) => change.Refusal is { } refusal
        ? throw refusal
        : work.Sink.AskAsync(
            _ =>
            {
                var text = Text(change, TakesBody(change, out var body) ? body : null);
                return confirmation.Agrees(extension, text, $"{text}{Environment.NewLine}{Messages.GoOnQuestion}");
            },
            work.CancellationToken);

    /// <summary>Waits for the rest, and ends a plan of several clusters with its summary.</summary>
    public void Summarize(PSCmdlet cmdlet, CommandRun run)
    {
        if (!cmdlet.IsPreferred("WhatIf"))
        {
            return;
        }

        run.Drain();
        if (_counts.Values.Sum() > 1)
        {
            var text = Messages.Plan(_counts.OrderByDescending(count => count.Value).Select(count => $"{count.Value} {count.Key}"), _hidden, _roles);
            cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]);
        }
    }

    private void Show(PSCmdlet cmdlet, PlannedChange change)
    {
        var count = _counts[change.Kind] = _counts.GetValueOrDefault(change.Kind) + 1;
        _roles += change.Roles?.Count ?? 0;
        var isNew = TakesBody(change, out var body);
        if (!isNew && count > MostAlike)
        {
            _hidden++;
            return;
        }

        var text = Text(change, isNew ? body : null);
        // With -WhatIf, this writes the text and returns false.
        _ = cmdlet.ShouldProcess(text, text, cmdlet.MyInvocation.MyCommand.Name);
    }

    private bool TakesBody(PlannedChange change, out string? body)
    {
        body = change.Body is null ? null : change.Body + Messages.NotGiven(change.Added ?? []);
        return body is not null && _bodies.Count < MostBodies && _bodies.Add(body);
    }

    private static string Text(PlannedChange change, string? body)
    {
        var lines = change.Differences.Select(difference => $"    {Shortened(difference.ToString())}").Prepend(change.Headline)
            .Concat((change.Roles ?? []).Select(role => $"    {Readable.Text(role)}"));
        return string.Join(Environment.NewLine, body is null ? lines : lines.Append(body));
    }

    private static string Shortened(string text) => text.Length <= LongestValue ? Readable.Text(text) : $"{Readable.Text(text[..LongestValue])} ...";
}
