namespace AksExtensions.Catalogue;

/// <summary>Warnings about input that apply to every type, including types that the catalogue does not know.</summary>
internal static class InputChecks
{
    /// <summary>The option with the release train.</summary>
    public const string Train = "-ReleaseTrain";

    // Helm's limit (MaxNameLen): Kubernetes allows 63 characters, and charts append to the name of a release.
    private const int MaximumReleaseName = 53;

    // A longer name is not valid for an extension, which is a separate error.
    private const int MaximumName = 253;

    // The release trains of Microsoft's types.
    private static readonly string[] UsualTrains = ["stable", "preview", "staging", "dev"];

    /// <summary>Returns the findings about a request.</summary>
    /// <param name="type">The knowledge of the type; null when there is none.</param>
    /// <param name="extensionType">The specified type; null when there is none.</param>
    /// <param name="subjects">The specified values.</param>
    public static IReadOnlyList<TypeFinding> Check(ExtensionTypeKnowledge? type, string? extensionType, TypeSubjects subjects) =>
        [.. TypeName(type, extensionType), .. InstanceName(subjects), .. TrainName(type, subjects), .. Secrets(type, subjects)];

    /// <summary>Returns the release train that a misspelled one stands for; null when the train is known, or similar to none.</summary>
    public static string? NearestTrain(ExtensionTypeKnowledge? type, TypeSubjects subjects)
    {
        IReadOnlyCollection<string> known = type is null ? UsualTrains : [.. type.ReleaseTrains, .. UsualTrains];
        return subjects.Value(Train) is { } given && !known.Contains(given, StringComparer.OrdinalIgnoreCase)
            ? Misspelling.Nearest(given, known) : null;
    }

    private static IEnumerable<TypeFinding> TypeName(ExtensionTypeKnowledge? type, string? extensionType)
    {
        if (type is null && extensionType is not null && UnknownType.Meant(extensionType, TypeCatalogue.BuiltIn.All.Select(known => known.Name)) is { } meant)
        {
            yield return new(
                RuleSeverity.Warning, $"'{extensionType}' is not a known extension type. Did you mean '{meant}'?", "It is sent unchanged.");
        }
    }

    private static IEnumerable<TypeFinding> InstanceName(TypeSubjects subjects)
    {
        if (subjects.Value("-Name") is { Length: > MaximumReleaseName and <= MaximumName } name)
        {
            yield return new(
                RuleSeverity.Warning,
                $"The name '{name}' has {name.Length} characters, and Helm, which installs the extension under this name, allows {MaximumReleaseName}.",
                "Choose a shorter -Name.");
        }
    }

    private static IEnumerable<TypeFinding> TrainName(ExtensionTypeKnowledge? type, TypeSubjects subjects)
    {
        if (NearestTrain(type, subjects) is { } nearest)
        {
            yield return new(
                RuleSeverity.Warning, $"'{subjects.Value(Train)}' is not a known release train. Did you mean '{nearest}'?", "It is sent unchanged.");
        }
    }

    private static IEnumerable<TypeFinding> Secrets(ExtensionTypeKnowledge? type, TypeSubjects subjects) =>
        subjects.Plain
            // Settings that the file of the type knows are checked there.
            .Where(setting => (type is null || TypeRules.Find(type, setting.Key) is not { } known || known.Key.EndsWith('*'))
                && SecretNames.MayHold(setting.Key, setting.Value))
            .Select(setting => new TypeFinding(
                RuleSeverity.Warning,
                $"'{setting.Key}' looks like a secret, and everyone who can read the extension can read its configuration settings.",
                "Specify it in -ConfigurationProtectedSettings."));
}
