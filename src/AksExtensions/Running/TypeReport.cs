using System.Management.Automation;
using AksExtensions.Catalogue;
using AksExtensions.Pipeline;

namespace AksExtensions.Running;

/// <summary>Says what the rules of a type of extension found in a request.</summary>
internal static class TypeReport
{
    /// <summary>Warns of what the service may refuse, and refuses what it surely does.</summary>
    /// <exception cref="AksExtensionException"><c>TypeRuleViolated</c>.</exception>
    public static void Write(PSCmdlet cmdlet, ExtensionTypeKnowledge type, IReadOnlyList<TypeFinding> findings)
    {
        var errors = findings.Where(finding => finding.Severity == RuleSeverity.Error).ToList();
        if (errors.Count > 0)
        {
            throw Errors.TypeRuleViolated(
                type.Name,
                string.Join(' ', errors.Select(finding => finding.Text)),
                string.Join(' ', errors.Select(finding => finding.WayOut).Distinct()));
        }

        // Whoever started a job has been warned already.
        foreach (var finding in CommandJob.Current is null ? findings : [])
        {
            cmdlet.WriteWarning(Messages.TypeFinding(finding.Text, finding.WayOut));
        }
    }

    /// <summary>Says what was added to a request or renamed in it; nothing when there is nothing to say.</summary>
    public static void WriteAdded(Action<string> write, ExtensionTypeKnowledge type, IReadOnlyList<string> added)
    {
        if (added.Count > 0)
        {
            write(Messages.Added(type.Name, string.Join(", ", added)));
        }
    }
}
