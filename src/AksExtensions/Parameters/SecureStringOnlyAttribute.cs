using System.Security;

namespace AksExtensions.Parameters;

/// <summary>Refuses plain text where a SecureString is required, without repeating it: PowerShell's own message would show the value.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecureStringOnlyAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ((inputData as PSObject)?.BaseObject ?? inputData) switch
        {
            null => null,
            SecureString secure => secure,
            _ => throw new ArgumentTransformationMetadataException(
                "It takes a SecureString and no plain text. Give what Read-Host -AsSecureString or Get-AzAccessToken -AsSecureString gives, or "
                + "convert it: ConvertTo-SecureString $text -AsPlainText -Force."),
        };
}
