using System.Text.RegularExpressions;

namespace AksExtensions.Diagnosis;

/// <summary>A cause of failures: an entry of causes.json.</summary>
internal sealed record FailureCause
{
    private readonly Lazy<Regex> _text;

    public FailureCause() => _text = new(() => new(
        // Some agents wrap their lines.
        string.Join('|', Patterns!.Select(pattern => $"(?:{pattern.Replace(" ", @"\s+", StringComparison.Ordinal)})")),
        // Matching takes linear time, because the texts come from outside.
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    /// <summary>The stable name of the cause, such as <c>HelmTimeout</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Regular expressions, ignoring case, for messages of Azure, Helm or Kubernetes that occur only with this cause. A space matches any white
    /// space.
    /// </summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>What to do, in one to three sentences.</summary>
    public required string Recommendation { get; init; }

    /// <summary>The page of Microsoft's documentation with more information.</summary>
    public required Uri Link { get; init; }

    /// <summary>Returns the part of a text that names this cause; null when there is none.</summary>
    public string? FindIn(string text) => _text.Value.Match(text) is { Success: true } match ? match.Value : null;
}
