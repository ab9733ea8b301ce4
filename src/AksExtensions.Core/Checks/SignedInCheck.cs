namespace AksExtensions.Checks;

/// <summary>Checks that the sign-in returns a token that Azure accepts.</summary>
internal static class SignedInCheck
{
    public const string Name = "SignedIn";

    // Azure can reject the token of a source; then the other requests report it.
    public static Finding? Check(CheckFacts facts) =>
        facts.Failures.FirstOrDefault(failure => failure.ErrorId == nameof(Errors.AuthenticationFailed)) is { } refusal
            ? Finding.Failed(Name, refusal.Message, refusal.RecommendedAction)
            : facts.SignIn?.Judge(Name, source => Finding.Passed(Name, $"Signed in ({source})."));
}
