using System.Text.Json;
using System.Text.RegularExpressions;

namespace AksExtensions.DesiredState;

/// <summary>
/// Replaces the names of parameters in a message by those of a document: <c>-ReleaseTrain</c> becomes <c>releaseTrain</c>.
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

    /// <summary>The text with the names that a document uses.</summary>
    public static string Of(string text) => Switch().Replace(
        Parameter().Replace(text, match => Name(match.Groups[1].Value)), match => match.Groups[1].Value);

    private static string Name(string parameter) =>
        Names.GetValueOrDefault(parameter) ?? JsonNamingPolicy.CamelCase.ConvertName(parameter);

    [GeneratedRegex(@"(?<![\w-])-(\p{Lu}\w+)")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\$(true|false)\b")]
    private static partial Regex Switch();
}
