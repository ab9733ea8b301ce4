using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Answers;

/// <summary>
/// What a refusal means: the one place that knows ARM's error codes. The code decides, and where a code means several things the words beside
/// it do; the HTTP status alone says no more than whether the request may be sent again. A body that is not ARM's means that somebody
/// else answers, and a code that is not here gets no advice but Azure's own words.
/// </summary>
internal static class Refusals
{
    /// <summary>What helps when a token was not accepted.</summary>
    public const string SignInAgain =
        "Sign in again (Connect-AzAccount, az login, or Connect-AksExtension); an access token lives for about an hour and is for one tenant and cloud.";

    private static readonly string[] ApiVersionCodes = ["InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType"];

    // In order: what stands first is the more special.
    private static readonly Meaning[] Table =
    [
        // Who asks.
        new(["RequestDisallowedByPolicy", "RequestDisallowedByAzure"], refusal => Errors.MfaRequired(refusal.Target, refusal.Arm))
        {
            Says = "\\bMFA\\b|multi-?factor authentication",
        },
        new(["InvalidAuthenticationTokenTenant"], refusal => Errors.AuthenticationFailed(
            "The access token is from another tenant than the subscription's.", "Connect with Connect-AksExtension -TenantId <tenant of the subscription>.", refusal.Arm)),
        new(
            ["ExpiredAuthenticationToken", "InvalidAuthenticationToken", "InvalidAuthenticationTokenAudience", "AuthenticationFailed", "Unauthorized"],
            NotSignedIn),

        // What is allowed.
        new(["ExtensionOperationNotAllowed"], Managed),
        new(["AuthorizationFailed", "LinkedAuthorizationFailed"], refusal => Errors.AuthorizationFailed(refusal.Target, refusal.Arm)),
        new(["DenyAssignmentAuthorizationFailed"], refusal => Errors.DeniedByAssignment(refusal.Target, refusal.Arm)),
        new(["RequestDisallowedByPolicy"], refusal => Errors.PolicyDenied(refusal.Target, refusal.Arm)),
        new(["ScopeLocked"], refusal => Errors.ScopeLocked(refusal.Target, refusal.Arm)),

        // What the subscription and the cloud offer.
        new(["ReadOnlyDisabledSubscription"], refusal => Errors.SubscriptionDisabled(refusal.Target, refusal.Arm)),
        new(["MissingSubscriptionRegistration", "SubscriptionNotRegistered"], NotRegistered),
        new(
            [.. ApiVersionCodes, "SubscriptionNotRegisteredForFeature", "FeatureNotRegistered"],
            refusal => Errors.ExtensionTypesUnavailable(refusal.Target, refusal.Arm))
        {
            Applies = refusal => refusal.Subject.Api == ApiOwner.ExtensionTypes,
        },
        new(ApiVersionCodes, refusal => Errors.ApiVersionNotSupported(refusal.Target, refusal.Arm, NewestApiVersion(refusal))),
        new(
            [
                "ExtensionVersionNotFound", "ExtensionTypeNotFound", "ExtensionTypeRegistrationNotFound", "ExtensionTypeRegistrationGetFailed",
                "ExtensionTypeVersionGetFailed",
            ],
            VersionNotFound),

        // What is missing: only what ARM itself says is missing, and only when it was what we asked about.
        new(["SubscriptionNotFound", "InvalidSubscriptionId"], refusal => Errors.SubscriptionNotFound(refusal.Target, refusal.Arm)),
        new(["ResourceNotFound", "NotFound"], refusal => Errors.ExtensionNotFound(refusal.Subject.Extension!, refusal.Arm)) { Applies = IsExtension },
        new(
            ["ResourceNotFound", "NotFound", "ParentResourceNotFound", "ResourceGroupNotFound"],
            refusal => Errors.ClusterNotFound(refusal.Subject.Cluster!, refusal.Arm))
        {
            Applies = IsCluster,
        },

        // What is in the way for a time.
        new(["OperationNotAllowed"], refusal => Errors.ClusterStopped(refusal.Target, refusal.Arm))
        {
            Says = "\\bcluster\\b[^.]{0,200}\\bstopped\\b|\\bpower state\\W{1,3}stopped\\b",
        },
        new(["AnotherOperationInProgress"], Conflict),
        new(
            ["TooManyRequests", "SubscriptionRequestsThrottled", "ResourceRequestsThrottled", "TenantRequestsThrottled", "RateLimiting"],
            refusal => Errors.Throttled(refusal.Target, refusal.Arm, refusal.Until)),
        new(
            [
                "InternalServerError", "ServiceUnavailable", "GatewayTimeout", "BadGateway", "BadGatewayConnection", "ServerTimeout", "ServerBusy",
                "RequestTimeout",
            ],
            Unavailable),

        // What is said with many codes, in words that have one meaning.
        new([], Managed) { Says = "Access denied: '\\w+' operation is not allowed|\\bextension instance '[^']*' is managed by\\b" },
        new([], VersionNotFound) { Says = "resolve the extension version" },
        new([], Conflict)
        {
            Says = "\\(ProvisioningState of extension: (Creating|Updating|Deleting|Upgrading|Accepted|Running|Pending|InProgress)\\)"
                + "|\\bconflicting operation in progress\\b|\\banother operation\\b[^.]{0,100}\\bin progress\\b",
        },
    ];

    /// <summary>The error of an answer that is not a success.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="subject">What was asked about.</param>
    /// <param name="timeProvider">The clock, for the time until which Azure takes no more; null means that it is not told.</param>
    public static AksExtensionException Of(Response response, Subject subject, TimeProvider? timeProvider = null)
    {
        var body = AnswerBody.Of(response);
        var arm = new ArmError(response.Status, body.Error, response.RequestId());
        var raw = AnswerBody.OfRaw(response).Error;
        var refusal = new Refusal(subject, arm, AllOf(body.Error), raw, AllOf(raw))
        {
            Until = timeProvider is not null && AnswerHeaders.RetryAfter(response, timeProvider) is { } wait && wait > TimeSpan.Zero
                ? ArmPause.Clock(timeProvider, wait) : null,
        };
        return body.Kind switch
        {
            BodyKind.Arm => Find(refusal) ?? MayBeRepeated(refusal) ?? Errors.RequestRefused(refusal.Target, arm),
            BodyKind.Empty => MayBeRepeated(refusal) ?? (AsksForSignIn(response) ? NotSignedIn(refusal) : null) ?? Foreign(),
            _ => Foreign(),
        };

        AksExtensionException Foreign() => Errors.AnswerInvalid(subject.Target, body.Describe(response.Status), arm);
    }

    /// <summary>Whether ARM says that something is missing, and leaves open whether it is the extension or its cluster.</summary>
    public static bool IsAmbiguous(Response response) =>
        response.Status == 404 && AnswerBody.OfRaw(response) is { Kind: BodyKind.Arm, Error: { Code: { } code, Message: var message } }
        && Is(code, "ResourceNotFound") && message?.Contains('\'', StringComparison.Ordinal) != true;

    /// <summary>Whether a code has a meaning here.</summary>
    public static bool Knows(string code) => Array.Exists(Table, meaning => Array.Exists(meaning.Codes, known => Is(code, known)));

    private static string AllOf(ArmErrorDetail error) => string.Join('\n', error.Flatten().Select(one => one.ToString()));

    private static AksExtensionException? Find(Refusal refusal)
    {
        foreach (var error in refusal.Raw.Flatten())
        {
            if (error.Code is { } code && Array.Find(Table, meaning => meaning.Fits(code, refusal)) is { } known)
            {
                return known.Make(refusal);
            }
        }

        return Array.Find(Table, meaning => meaning.Codes.Length == 0 && meaning.Fits(null, refusal))?.Make(refusal);
    }

    // 408, 429 and 5xx were tried again until the patience ended.
    private static AksExtensionException? MayBeRepeated(Refusal refusal) => refusal.Arm.Status switch
    {
        429 => Errors.Throttled(refusal.Target, refusal.Arm, refusal.Until),
        408 or >= 500 => Unavailable(refusal),
        _ => null,
    };

    private static AksExtensionException NotSignedIn(Refusal refusal) =>
        Errors.AuthenticationFailed("Azure did not accept the access token.", SignInAgain, refusal.Arm);

    private static AksExtensionException Managed(Refusal refusal) => Errors.ManagedExtension(refusal.Target, "Azure", refusal.Arm);

    private static AksExtensionException VersionNotFound(Refusal refusal) => Errors.ExtensionVersionNotFound(refusal.Target, refusal.Arm);

    private static AksExtensionException Conflict(Refusal refusal) => Errors.OperationConflict(refusal.Target, refusal.Arm);

    private static AksExtensionException Unavailable(Refusal refusal) =>
        Errors.ServiceUnavailable(refusal.Target, $"HTTP {refusal.Arm.Status}.", refusal.Arm);

    private static AksExtensionException NotRegistered(Refusal refusal) => Errors.ProviderNotRegistered(
        refusal.Target, refusal.Arm,
        [.. Regex.Matches(refusal.Text, "namespace '([\\w.]+)'|'([\\w.]+)' provider has not been registered", RegexOptions.IgnoreCase)
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value)
            .Distinct(StringComparer.OrdinalIgnoreCase)]);

    // Only the requests about extensions carry the connection's api-version. A preview is named when there is nothing else.
    private static string? NewestApiVersion(Refusal refusal) => refusal.Subject.Api != ApiOwner.Connection ? null
        : Regex.Match(refusal.Text, "supported api-versions are '([^']*)'", RegexOptions.IgnoreCase).Groups[1].Value
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(version => Regex.IsMatch(version, "^\\d{4}-\\d{2}-\\d{2}(-[a-z]+)?$"))
            .OrderBy(version => version.Length > "2025-03-01".Length ? 0 : 1)
            .ThenBy(version => version, StringComparer.Ordinal)
            .LastOrDefault();

    private static bool IsExtension(Refusal refusal) => refusal is { Arm.Status: 404, Subject.Extension: { } extension }
        && Regex.IsMatch(refusal.RawText, $"(\\bextension instance with name|/extensions/)\\W{{0,3}}{Regex.Escape(extension.Name)}(?![\\w.-]*\\w)", RegexOptions.IgnoreCase);

    // "The Resource '<type>/<name>' under resource group '<group>'", "Parent resource '<name>'", "Resource group '<group>'".
    private static bool IsCluster(Refusal refusal) => refusal is { Arm.Status: 404, Subject.Cluster: { } cluster }
        && Regex.IsMatch(
            refusal.RawText,
            $"/{Regex.Escape(cluster.ClusterType)}/{Regex.Escape(cluster.Name)}'|\\bparent resource '([^']*/)?{Regex.Escape(cluster.Name)}'"
            + $"|\\bresource group '{Regex.Escape(cluster.ResourceGroupName)}' could not be found",
            RegexOptions.IgnoreCase);

    private static bool AsksForSignIn(Response response) => response.Status == 401
        && response.Headers.TryGetValue("WWW-Authenticate", out var challenge) && challenge.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string code, string expected) => code.Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>An answer that says no, and what it was asked.</summary>
    /// <param name="Subject">What it was asked.</param>
    /// <param name="Arm">What it says, for the error.</param>
    /// <param name="Text">All of it as one text, for the error.</param>
    /// <param name="Raw">What it says, with the secrets that may be in it, to decide what it means.</param>
    /// <param name="RawText">All of that as one text.</param>
    private sealed record Refusal(Subject Subject, ArmError Arm, string Text, ArmErrorDetail Raw, string RawText)
    {
        public string Target => Subject.Target;

        /// <summary>The time of day until which Azure takes no more; null when it did not say.</summary>
        public string? Until { get; init; }
    }

    /// <summary>A line of the table.</summary>
    /// <param name="Codes">The codes that mean this; none where the words alone do.</param>
    /// <param name="Make">Makes the error.</param>
    private sealed record Meaning(string[] Codes, Func<Refusal, AksExtensionException> Make)
    {
        private Regex? _says;

        /// <summary>What must also be said; null means nothing.</summary>
        public string? Says
        {
            get => _says?.ToString();
            init => _says = new(value!, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }

        /// <summary>What must also be true of the question.</summary>
        public Func<Refusal, bool> Applies { get; init; } = _ => true;

        public bool Fits(string? code, Refusal refusal) =>
            (code is null ? Codes.Length == 0 : Array.Exists(Codes, known => Is(code, known)))
            && _says?.IsMatch(refusal.RawText) != false && Applies(refusal);
    }
}
