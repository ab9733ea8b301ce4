using System.Management.Automation;

namespace AksExtensions.Commands;

/// <summary>Shows the connection of this session.</summary>
[Cmdlet(VerbsCommon.Get, "AksExtensionContext")]
[OutputType(typeof(AksExtensionContext))]
public sealed class GetAksExtensionContextCommand : AksCmdlet
{
    /// <inheritdoc/>
    private protected override void Finish() => WriteObject(Session.Context);
}
