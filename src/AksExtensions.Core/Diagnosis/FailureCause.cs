using System.Text.RegularExpressions;

namespace AksExtensions.Diagnosis;

/// <summary>One cause of failures: an entry of causes.json, as it is written there.</summary>
internal sealed record FailureCause
{
    private readonly Lazy<Regex> _text;

    public FailureCause() => _text = new(() => new(
        // Some agents wrap their lines.
        string.Join('|', Patterns!.Select(pattern => $"(?:{pattern.Replace(" ", @"\s+", StringComparison.Ordinal)})")),
        // Linear in the text, whatever the pattern and whoever wrote the text.
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant));

    /// <summary>The stable word that names the cause, such as <c>HelmTimeout</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What has happened, a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// Regular expressions, without case: what Azure, Helm or Kubernetes say when this is the cause, and only then. A space stands for any
    /// white space.
    /// </summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>What to do, in one to three sentences.</summary>
    public required string Recommendation { get; init; }

    /// <summary>The page of Microsoft's documentation that says more.</summary>
    public required Uri Link { get; init; }

    /// <summary>The part of a text that names this cause; null when none does.</summary>
    public string? FindIn(string text) => _text.Value.Match(text) is { Success: true } match ? match.Value : null;
}
