using System.Management.Automation.Host;

namespace AksExtensions.Running;

/// <summary>Asks for confirmation, on the pipeline's thread.</summary>
/// <param name="cmdlet">The cmdlet.</param>
/// <param name="force">Whether -Force was specified.</param>
internal sealed class Confirmation(PSCmdlet cmdlet, bool force)
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Whether creates and updates need confirmation. With -WhatIf, they don't.</summary>
    public bool Asks => !cmdlet.IsPreferred("WhatIf") && cmdlet.Confirms() && (!force || cmdlet.IsPreferred("Confirm"));

    /// <summary>Asks PowerShell whether to change an extension, unless -Force was specified. -WhatIf takes precedence.</summary>
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
            // The next cluster would fail in the same way.
            cmdlet.ThrowTerminatingError(ErrorRecords.Create(Errors.ConfirmationRequired(
                extension.Id, $"{command} asks for confirmation",
                "To confirm in advance, add -Force or -Confirm:$false.")));
            return false;
        }
    }

    /// <summary>Asks whether an update can delete protected settings that were not specified.</summary>
    /// <exception cref="AksExtensionException"><c>ConfirmationRequired</c>: the session is not interactive.</exception>
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
                extension.Id, $"The update would delete the protected settings {string.Join(", ", keys)}",
                "Specify all protected settings that you want to keep, because Azure replaces them as a whole, or add -Force.");
        }
    }

    /// <summary>Asks whether to remove an extension that a baseline does not contain. Not called with -WhatIf.</summary>
    /// <exception cref="AksExtensionException"><c>ConfirmationRequired</c>: nobody can be asked.</exception>
    public bool AgreesToRemove(ExtensionReference extension)
    {
        if (force || cmdlet.IsDeclined("Confirm"))
        {
            return true;
        }

        try
        {
            return cmdlet.ShouldContinue(Messages.RemoveQuestion(extension, force: false), cmdlet.MyInvocation.MyCommand.Name, ref _yesToAll, ref _noToAll);
        }
        catch (Exception failure) when (IsNobodyThere(failure))
        {
            throw Errors.ConfirmationRequired(
                extension.Id, $"{cmdlet.MyInvocation.MyCommand.Name} asks before it removes an extension",
                "Add -Force or -Confirm:$false to agree beforehand.");
        }
    }

    // The host cannot ask: a runbook, a job, pwsh -NonInteractive, or a console whose input has ended, which fails on the null that it reads.
    private static bool IsNobodyThere(Exception failure) =>
        failure is PSInvalidOperationException or PSNotSupportedException or HostException or NullReferenceException;
}
