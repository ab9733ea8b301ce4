using AksExtensions.Catalogue;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Reports the findings of the rules of an extension type.</summary>
internal static class TypeReport
{
    /// <summary>Warns of what the service may refuse, and refuses what it certainly refuses.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>.</exception>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="extensionType">The type.</param>
    /// <param name="findings">The findings.</param>
    /// <param name="said">The warnings that have been written; null when there are none.</param>
    public static void Write(PSCmdlet cmdlet, string? extensionType, IReadOnlyList<TypeFinding> findings, ISet<string>? said = null)
    {
        TypeRules.Refuse(extensionType, findings);
        foreach (var finding in findings)
        {
            var text = Messages.TypeFinding(finding.Text, finding.WayOut);
            if (said?.Add(text) != false)
            {
                Warn(cmdlet, text);
            }
        }
    }

    /// <summary>Warns about input, except in a job, whose user has already been warned.</summary>
    public static void Warn(PSCmdlet cmdlet, string text)
    {
        if (CommandJob.Current is null)
        {
            cmdlet.WriteWarning(text);
        }
    }

    /// <summary>Reports what was added to a request or renamed in it, if anything.</summary>
    public static void WriteAdded(Action<string> write, string? extensionType, IReadOnlyList<string> added)
    {
        if (added.Count > 0)
        {
            write(Messages.Added(extensionType ?? string.Empty, string.Join(", ", added)));
        }
    }
}
