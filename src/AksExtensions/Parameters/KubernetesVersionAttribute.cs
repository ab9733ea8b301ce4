using System.Text.RegularExpressions;

namespace AksExtensions.Parameters;

/// <summary>Refuses what is not a version of Kubernetes, such as <c>1.35</c> or <c>1.35.1</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class KubernetesVersionAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is not string text || !Pattern().IsMatch(text))
        {
            throw new ValidationMetadataException($"'{arguments}' is not a version of Kubernetes; specify one such as 1.35 or 1.35.1.");
        }
    }

    [GeneratedRegex(@"^\d{1,4}\.\d{1,4}(\.\d{1,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
