using System.Text.RegularExpressions;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure.Answers;

/// <summary>
/// The meaning of refusals: the only place that knows ARM's error codes. The code decides; if it has several meanings, the message does. The
/// HTTP status alone decides only whether to send the request again. A body that is not ARM's means that something else answered, and an
/// unknown code gets no advice except Azure's own words.
/// </summary>
internal static class Refusals
{
    /// <summary>The advice when a token was not accepted.</summary>
    public const string SignInAgain =
        "Sign in again (Connect-AzAccount, az login, or Connect-AksExtension); an access token lives for about an hour and is for one tenant and cloud.";

    private static readonly string[] ApiVersionCodes = ["InvalidApiVersionParameter", "NoRegisteredProviderFound", "InvalidResourceType"];

    // In order, from specific to general.
    private static readonly Meaning[] Table =
    [
        // The identity.
        new(["RequestDisallowedByPolicy", "RequestDisallowedByAzure"], refusal => Errors.MfaRequired(refusal.Target, refusal.Arm))
        {
            Says = "\\bMFA\\b|multi-?factor authentication",
        },
        new(["InvalidAuthenticationTokenTenant"], refusal => Errors.AuthenticationFailed(
            "The access token is from another tenant than the subscription's.", "Connect with Connect-AksExtension -TenantId <tenant of the subscription>.", refusal.Arm)),
        new(
            ["ExpiredAuthenticationToken", "InvalidAuthenticationToken", "InvalidAuthenticationTokenAudience", "AuthenticationFailed", "Unauthorized"],
            NotSignedIn),

        // Permissions.
        new(["ExtensionOperationNotAllowed"], Managed),
        new(["AuthorizationFailed", "LinkedAuthorizationFailed"], refusal => Errors.AuthorizationFailed(refusal.Target, refusal.Arm)),
        new(["PrincipalNotFound"], refusal => Errors.PrincipalNotFound(refusal.Target, refusal.Arm)),
        new(["DenyAssignmentAuthorizationFailed"], refusal => Errors.DeniedByAssignment(refusal.Target, refusal.Arm)),
        new(["RequestDisallowedByPolicy"], refusal => Errors.PolicyDenied(refusal.Target, refusal.Arm)),
        new(["ScopeLocked"], refusal => Errors.ScopeLocked(refusal.Target, refusal.Arm)),

        // The subscription and the cloud.
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

        // Missing resources: only if ARM itself says so, and only of the requested resource.
        new(["SubscriptionNotFound", "InvalidSubscriptionId"], refusal => Errors.SubscriptionNotFound(refusal.Target, refusal.Arm)),
        new(["ResourceNotFound", "NotFound"], refusal => Errors.ExtensionNotFound(refusal.Subject.Extension!, refusal.Arm)) { Applies = IsExtension },
        new(
            ["ResourceNotFound", "NotFound", "ParentResourceNotFound", "ResourceGroupNotFound"],
            refusal => Errors.ClusterNotFound(refusal.Subject.Cluster!, refusal.Arm))
        {
            Applies = IsCluster,
        },
        new(
            ["ResourceNotFound", "NotFound", "ParentResourceNotFound", "ResourceGroupNotFound"],
            refusal => Errors.ResourceNotFound(refusal.Target, refusal.Arm))
        {
            Applies = IsResource,
        },

        // Temporary obstacles.
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

        // Texts with one meaning that come with many codes.
        new([], Managed) { Says = "Access denied: '\\w+' operation is not allowed|\\bextension instance '[^']*' is managed by\\b" },
        new([], VersionNotFound) { Says = "resolve the extension version" },
        new([], Conflict)
        {
            Says = "\\(ProvisioningState of extension: (Creating|Updating|Deleting|Upgrading|Accepted|Running|Pending|InProgress)\\)"
                + "|\\bconflicting operation in progress\\b|\\banother operation\\b[^.]{0,100}\\bin progress\\b",
        },
    ];

    /// <summary>The error of an unsuccessful answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="subject">The subject of the request.</param>
    /// <param name="timeProvider">The clock, for the time until which Azure refuses requests; null means that this time is not reported.</param>
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

    /// <summary>Whether ARM says that something is missing, but not whether it is the extension or its cluster.</summary>
    public static bool IsAmbiguous(Response response) =>
        response.Status == 404 && AnswerBody.OfRaw(response) is { Kind: BodyKind.Arm, Error: { Code: { } code, Message: var message } }
        && Is(code, "ResourceNotFound") && message?.Contains('\'', StringComparison.Ordinal) != true;

    /// <summary>Whether a role cannot be assigned because the principal has it already, under another name of the assignment.</summary>
    public static bool IsAssigned(Response response) => response.Status == 409
        && AnswerBody.OfRaw(response) is { Kind: BodyKind.Arm, Error.Code: { } code } && Is(code, "RoleAssignmentExists");

    /// <summary>Whether a code is known.</summary>
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

    // 408, 429 and 5xx have been retried up to the limit.
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

    // Only requests about extensions have the connection's api-version. A preview is named only when there is nothing else.
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

    // The message names the resource or its group. A gateway that says NotFound does not.
    private static bool IsResource(Refusal refusal) => refusal is { Arm.Status: 404, Subject.IsResource: true }
        && refusal.Target.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var group, .., var name]
        && Regex.IsMatch(
            refusal.RawText,
            $"[/']{Regex.Escape(name)}'|\\bresource group '{Regex.Escape(group)}' could not be found",
            RegexOptions.IgnoreCase);

    private static bool AsksForSignIn(Response response) => response.Status == 401
        && response.Headers.TryGetValue("WWW-Authenticate", out var challenge) && challenge.StartsWith("Bearer", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string code, string expected) => code.Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>A refusal, and the subject of its request.</summary>
    /// <param name="Subject">The subject of the request.</param>
    /// <param name="Arm">The error of the answer, for display.</param>
    /// <param name="Text">The whole error as one text, for display.</param>
    /// <param name="Raw">The error of the answer, which can contain secrets, to determine its meaning.</param>
    /// <param name="RawText">The whole raw error as one text.</param>
    private sealed record Refusal(Subject Subject, ArmError Arm, string Text, ArmErrorDetail Raw, string RawText)
    {
        public string Target => Subject.Target;

        /// <summary>The time of day until which Azure refuses requests; null when Azure did not say.</summary>
        public string? Until { get; init; }
    }

    /// <summary>A line of the table.</summary>
    /// <param name="Codes">The codes with this meaning; empty when only the text decides.</param>
    /// <param name="Make">Creates the error.</param>
    private sealed record Meaning(string[] Codes, Func<Refusal, AksExtensionException> Make)
    {
        private Regex? _says;

        /// <summary>The text that the error must also contain; null means none.</summary>
        public string? Says
        {
            get => _says?.ToString();
            init => _says = new(value!, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }

        /// <summary>The condition that the request must also meet.</summary>
        public Func<Refusal, bool> Applies { get; init; } = _ => true;

        public bool Fits(string? code, Refusal refusal) =>
            (code is null ? Codes.Length == 0 : Array.Exists(Codes, known => Is(code, known)))
            && _says?.IsMatch(refusal.RawText) != false && Applies(refusal);
    }
}
