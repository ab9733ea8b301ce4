namespace AksExtensions.Parameters.Completion;

/// <summary>Something that may be meant.</summary>
/// <param name="Value">The value, unquoted.</param>
/// <param name="ToolTip">What it is; null means that nothing is known of it.</param>
internal sealed record Suggestion(string Value, string? ToolTip = null);
