using System.Management.Automation;
using System.Management.Automation.Host;

namespace AksExtensions.Running;

/// <summary>Asks a person before something happens, on the pipeline's thread.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="force">Whether -Force has agreed already.</param>
internal sealed class Confirmation(PSCmdlet cmdlet, bool force)
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether to change an extension: asks PowerShell, unless -Force was given. -WhatIf always wins.</summary>
    public bool Agrees(ExtensionReference extension, string action, string question)
    {
        if (force && !cmdlet.IsPreferred("WhatIf") && !cmdlet.IsPreferred("Confirm"))
        {
            return true;
        }

        var command = cmdlet.MyInvocation.MyCommand.Name;
        try
        {
            return cmdlet.ShouldProcess(action, question, command);
        }
        catch (Exception failure) when (IsNobodyThere(failure))
        {
            // Nobody could be asked about the next cluster either.
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(Errors.ConfirmationRequired(
                extension.Id, $"{command} asks before it changes '{extension.Name}' on the cluster '{extension.Cluster.Name}'",
                "Add -Force or -Confirm:$false to agree beforehand.")));
            return false;
        }
    }

    /// <summary>Whether an update may delete protected settings that were not given again.</summary>
    /// <exception cref="AksExtensionException"><c>ConfirmationRequired</c>: nobody can be asked.</exception>
    public bool AgreesToLose(ClusterExtension extension, IReadOnlyList<string> keys)
    {
        if (force || cmdlet.IsDeclined("Confirm"))
        {
            return true;
        }

        try
        {
            return cmdlet.ShouldContinue(Messages.LosesProtectedSettings(extension, keys), cmdlet.MyInvocation.MyCommand.Name, ref _yesToAll, ref _noToAll);
        }
        catch (Exception failure) when (IsNobodyThere(failure))
        {
            throw Errors.ConfirmationRequired(
                extension.Id, $"This update would delete the protected settings {string.Join(", ", keys)}",
                "Give all protected settings that are to stay (Azure replaces them as a whole), or add -Force.");
        }
    }

    // The host cannot ask: a runbook, a job, pwsh -NonInteractive; or a console whose input has ended, which fails on the null that it reads.
    private static bool IsNobodyThere(Exception failure) =>
        failure is PSInvalidOperationException or PSNotSupportedException or HostException or NullReferenceException;
}
