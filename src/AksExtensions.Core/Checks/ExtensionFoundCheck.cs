namespace AksExtensions.Checks;

/// <summary>Checks that the extension exists.</summary>
internal static class ExtensionFoundCheck
{
    public const string Name = "ExtensionFound";

    public static Finding? Check(CheckFacts facts) => facts.Extension is { Failure: { ErrorId: nameof(Errors.ExtensionNotFound) } missing }
        ? Finding.Failed(Name, missing.Message, missing.RecommendedAction)
        : facts.Extension?.Judge(Name, extension => Finding.Passed(
            Name, $"'{extension.ExtensionType}' on the release train {extension.ReleaseTrain ?? "(none)"}"
            + $"{(extension.IsManaged ? ", managed by Azure" : null)}."));
}
