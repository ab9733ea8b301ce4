using System.Text.Json;
using System.Text.RegularExpressions;

namespace AksExtensions.DesiredState;

/// <summary>
/// Says in a document's words what the module's rules say in those of the commands: <c>releaseTrain</c> for <c>-ReleaseTrain</c>.
/// </summary>
internal static partial class DocumentWords
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["ExtensionType"] = "type",
        ["ConfigurationSettings"] = "settings",
        ["ConfigurationProtectedSettings"] = "protectedSettings",
        ["ReleaseNamespace"] = "scope.releaseNamespace",
        ["TargetNamespace"] = "scope.targetNamespace",
        ["PlanName"] = "plan.name",
        ["PlanPublisher"] = "plan.publisher",
        ["PlanProduct"] = "plan.product",
        ["AllowPinnedTrain"] = "allowPinnedTrain: true",
        ["SkipTypeRules"] = "skipTypeRules: true",
    };

    /// <summary>The text with the names of parameters as a document has them.</summary>
    public static string Of(string text) => Switch().Replace(
        Parameter().Replace(text, match => Name(match.Groups[1].Value)), match => match.Groups[1].Value);

    private static string Name(string parameter) =>
        Names.GetValueOrDefault(parameter) ?? JsonNamingPolicy.CamelCase.ConvertName(parameter);

    [GeneratedRegex(@"(?<![\w-])-(\p{Lu}\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$(true|false)\b")]
    private static partial Regex Switch();
}
