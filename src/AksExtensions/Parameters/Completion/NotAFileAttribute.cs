namespace AksExtensions.Parameters.Completion;

/// <summary>Marks a parameter whose values nothing can suggest. Without a completer PowerShell would offer the files of the current folder.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotAFileAttribute() : ArgumentCompleterAttribute(typeof(NoCompleter));
