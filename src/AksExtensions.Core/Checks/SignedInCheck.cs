namespace AksExtensions.Checks;

/// <summary>Whether there is a token, and Azure takes it.</summary>
internal static class SignedInCheck
{
    public const string Name = "SignedIn";

    // Azure may refuse the token that a source gave: then whatever was asked says so.
    public static Finding? Check(CheckFacts facts) =>
        facts.Failures.FirstOrDefault(failure => failure.ErrorId == nameof(Errors.AuthenticationFailed)) is { } refusal
            ? Finding.Failed(Name, refusal.Message, refusal.RecommendedAction)
            : facts.SignIn?.Judge(Name, source => Finding.Passed(Name, $"Signed in ({source})."));
}
