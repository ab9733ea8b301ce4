namespace AksExtensions.Commands;

/// <summary>Puts the extension commands of Az.KubernetesConfiguration into this session, over the commands of this module.</summary>
[Cmdlet(VerbsLifecycle.Enable, "AksExtensionAzAlias")]
public sealed class EnableAksExtensionAzAliasCommand : AksCmdlet
{
    private const string OfficialModule = "Az.KubernetesConfiguration";

    /// <inheritdoc/>
    private protected override void Finish()
    {
        if (InvokeCommand.InvokeScript("param($Name) Get-Module -Name $Name", OfficialModule).Count > 0)
        {
            WriteWarning(Messages.AzCommandsReplaced(OfficialModule));
        }

        var module = Path.Combine(Path.GetDirectoryName(typeof(EnableAksExtensionAzAliasCommand).Assembly.Location)!, "az", "AksExtensions.AzAlias.psm1");
        InvokeCommand.InvokeScript("param($Path) Import-Module -Name $Path -Global -Force", module);
    }
}
