using System.Text.Json;
using System.Text.RegularExpressions;
using AksExtensions.Azure.Answers;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The meaning of refusals: ARM's code decides, not the status, and answers that are not ARM's decide nothing.</summary>
public sealed class RefusalTests
{
    private const string RequestId = "0b8c2f9e-3b3e-4e07-8f5e-2a4a56f3f0aa";

    private static readonly ClusterReference Aks = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");
    private static readonly ExtensionReference Flux = new(Aks, "flux");

    private static readonly int[] Statuses = [400, 401, 403, 404, 409, 412, 429, 500, 502, 503, 504];

    /// <summary>Every code that the recordings, BEHAVIOUR and FINDINGS name, and more of its kind: what is said with it, and what it means.</summary>
    private static readonly (string Code, string Message, string Id)[] Known =
    [
        ("SubscriptionNotFound", "The subscription '11111111-2222-3333-4444-555555555555' could not be found.", "SubscriptionNotFound"),
        ("InvalidSubscriptionId", "The provided subscription identifier 'x' is malformed or invalid.", "SubscriptionNotFound"),
        ("ReadOnlyDisabledSubscription", "The subscription 's' is disabled and therefore marked as read only. You cannot perform any write actions.", "SubscriptionDisabled"),
        ("OperationNotAllowed", "The operation is not allowed because the cluster is stopped.", "ClusterStopped"),
        ("OperationNotAllowed", "Managed cluster 'aks1' is in Provisioning State(Succeeded) and Power State(Stopped).", "ClusterStopped"),
        ("OperationNotAllowed", "Another operation (Updating) is in progress, please wait.", "OperationConflict"),
        ("AnotherOperationInProgress", "Another operation on this or dependent resource is in progress.", "OperationConflict"),
        ("UpdateFailed", "Update failed for this resource, as there is a conflicting operation in progress. Please try after sometime.", "OperationConflict"),
        ("ExtensionPatchFailed", "The PATCH method cannot be completed due to a conflict. (ProvisioningState of extension: Updating). Please wait.", "OperationConflict"),
        ("RequestDisallowedByPolicy", "Resource 'flux' was disallowed by policy. You must use MFA. See https://aka.ms/mfaforazure.", "MfaRequired"),
        ("RequestDisallowedByAzure", "Resource was disallowed by Azure: users must use multifactor authentication to create, update or delete.", "MfaRequired"),
        ("RequestDisallowedByPolicy", "Resource 'flux' was disallowed by policy. Policy identifiers: '[]'.", "PolicyDenied"),
        ("AuthorizationFailed", "The client 'c' does not have authorization to perform action 'a' over scope 's'.", "AuthorizationFailed"),
        ("LinkedAuthorizationFailed", "The client has permission to perform action 'a'; however, it does not have permission to perform action 'b'.", "AuthorizationFailed"),
        ("DenyAssignmentAuthorizationFailed", "The access is denied because of the deny assignment with name 'n'.", "DeniedByAssignment"),
        ("ExtensionOperationNotAllowed", "Extension instance 'flux' is managed by 'AKS'. Users are allowed to only READ though Extensions RP.", "ManagedExtension"),
        ("ScopeLocked", "The scope 's' cannot perform write operation because following scope(s) are locked: 's'.", "ScopeLocked"),
        ("MissingSubscriptionRegistration", "The subscription is not registered to use namespace 'Microsoft.KubernetesConfiguration'.", "ProviderNotRegistered"),
        ("SubscriptionNotRegistered", "The subscription is not registered.", "ProviderNotRegistered"),
        ("InvalidApiVersionParameter", "The api-version '2099-01-01' is invalid. The supported api-versions are '2022-11-01, 2025-03-01, 2023-05-01'.", "ApiVersionNotSupported"),
        ("NoRegisteredProviderFound", "No registered resource provider found for location 'x'. The supported api-versions are '2022-11-01, 2025-03-01'.", "ApiVersionNotSupported"),
        ("InvalidResourceType", "The resource type could not be found in the namespace 'n' for api version 'v'. The supported api-versions are '2025-03-01'.", "ApiVersionNotSupported"),
        ("ExtensionTypeRegistrationGetFailed", "Extension type x is not registered in region y.", "ExtensionVersionNotFound"),
        ("ExtensionTypeVersionGetFailed", "Version 9 of extension type x was not found.", "ExtensionVersionNotFound"),
        ("ExtensionOperationFailed", "Failed to resolve the extension version from the given values.", "ExtensionVersionNotFound"),
        ("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.", "AuthenticationFailed"),
        ("InvalidAuthenticationToken", "The access token is invalid.", "AuthenticationFailed"),
        ("InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer.", "AuthenticationFailed"),
        ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.", "AuthenticationFailed"),
        ("TooManyRequests", "The request is being throttled.", "Throttled"),
        ("SubscriptionRequestsThrottled", "Number of requests exceeded the limit.", "Throttled"),
        ("RateLimiting", "Please provide below info when asking for support.", "Throttled"),
        ("InternalServerError", "Encountered internal server error.", "ServiceUnavailable"),
        ("ServiceUnavailable", "The service is unavailable.", "ServiceUnavailable"),
        ("GatewayTimeout", "The gateway did not receive a response from 'Microsoft.KubernetesConfiguration'.", "ServiceUnavailable"),
    ];

    /// <summary>Codes of ARM and of this service that say nothing that this module could give advice on, and one that nobody has seen.</summary>
    private static readonly (string Code, string Message)[] Unknown =
    [
        ("OperationNotAllowed", "The operation is not allowed for this kind of resource."),
        ("Conflict", "The request could not be completed due to a conflict with the current state of the resource."),
        ("PreconditionFailed", "The condition was not met."),
        ("Forbidden", "Access is forbidden."),
        ("BadRequest", "The request is bad."),
        ("RequestDisallowedByAzure", "Resource was disallowed by Azure: the region is not available for this subscription."),
        ("InstallationFailed", "The installation failed."),
        ("ExtensionOperationFailed", "The extension operation failed."),
        ("ExtensionPatchFailed", "The PATCH method cannot be completed due to a conflict. (ProvisioningState of extension: Failed)."),
        ("ResourceNotFound", "Extension instance with name 'other' not found."),
        ("ResourceNotFound", "The Resource 'Microsoft.OperationalInsights/workspaces/aks1-logs' under resource group 'rg' was not found."),
        ("NotFound", "Nothing was found."),
        ("ResourceGroupNotFound", "Resource group 'MC_rg_aks1_eastus' could not be found."),
        ("Teapot", "I am a teapot."),
    ];

    /// <summary>What PowerShell is told that each id is: what $Error[0].CategoryInfo and -ErrorAction of a script go by.</summary>
    private static readonly Dictionary<string, ErrorCategory> Categories = new()
    {
        ["SubscriptionNotFound"] = ErrorCategory.ObjectNotFound,
        ["SubscriptionDisabled"] = ErrorCategory.ResourceUnavailable,
        ["ClusterStopped"] = ErrorCategory.ResourceUnavailable,
        ["ClusterNotFound"] = ErrorCategory.ObjectNotFound,
        ["ExtensionNotFound"] = ErrorCategory.ObjectNotFound,
        ["ExtensionVersionNotFound"] = ErrorCategory.ObjectNotFound,
        ["ExtensionTypesUnavailable"] = ErrorCategory.NotEnabled,
        ["OperationConflict"] = ErrorCategory.ResourceBusy,
        ["AuthenticationFailed"] = ErrorCategory.AuthenticationError,
        ["MfaRequired"] = ErrorCategory.AuthenticationError,
        ["AuthorizationFailed"] = ErrorCategory.PermissionDenied,
        ["DeniedByAssignment"] = ErrorCategory.PermissionDenied,
        ["PolicyDenied"] = ErrorCategory.PermissionDenied,
        ["ManagedExtension"] = ErrorCategory.PermissionDenied,
        ["ScopeLocked"] = ErrorCategory.PermissionDenied,
        ["ProviderNotRegistered"] = ErrorCategory.NotEnabled,
        ["ApiVersionNotSupported"] = ErrorCategory.NotImplemented,
        ["Throttled"] = ErrorCategory.LimitsExceeded,
        ["ServiceUnavailable"] = ErrorCategory.ConnectionError,
        ["AnswerInvalid"] = ErrorCategory.ProtocolError,
        ["RequestRefused"] = ErrorCategory.InvalidOperation,
    };

    /// <summary>Words of an advice that belong to one id alone.</summary>
    private static readonly (string Id, string Words)[] OwnAdvice =
    [
        ("MfaRequired", "MFA"),
        ("AuthorizationFailed", "a role (on the cluster )?that includes"),
        ("DeniedByAssignment", "deny assignment"),
        ("PolicyDenied", "assignment that the message names|policy assignment"),
        ("ProviderNotRegistered", "Register-AzResourceProvider"),
        ("ApiVersionNotSupported", "-ApiVersion"),
        ("OperationConflict", "Wait-AksClusterExtension"),
        ("ClusterStopped", "Start-AzAksCluster"),
        ("SubscriptionDisabled", "reactivate"),
        ("AnswerInvalid", "proxy or firewall"),
        ("RequestRefused", "Correct what the message names"),
        ("ExtensionNotFound", "without -Name"),
        ("ExtensionVersionNotFound", "-ReleaseTrain|spelling of -ExtensionType|what there is for t"),
    ];

    public static TheoryData<int, string, string, string> KnownCodes =>
        [.. Statuses.SelectMany(status => Known.Select(known => (status, known.Code, known.Message, known.Id)))];

    public static TheoryData<int, string, string> UnknownCodes =>
        [.. Statuses.SelectMany(status => Unknown.Select(unknown => (status, unknown.Code, unknown.Message)))];

    public static TheoryData<int, string> ForeignBodies => [.. Statuses.SelectMany(status => new[]
    {
        "<!DOCTYPE html><html><body>ResourceNotFound: Extension instance with name 'flux' not found.</body></html>",
        " \r\n<html/>",
        """{"error":{"code":"ResourceNotFound","message":"Extension instance with na""",
        "[{",
        """{"message":"Extension instance with name 'flux' not found."}""",
        """{"error":"ResourceNotFound"}""",
        """{"error":{"code":404,"message":"Extension instance with name 'flux' not found."}}""",
        """{"fault":{"faultstring":"Not found","detail":{"errorcode":"ResourceNotFound"}}}""",
        """["ResourceNotFound"]""",
        "{}",
        "null",
        "404 page not found",
    }.Select(body => (status, body)))];

    [Theory]
    [MemberData(nameof(KnownCodes))]
    public void A_code_means_the_same_whatever_the_status(int status, string code, string message, string id)
    {
        var failure = Refuse(status, Error(code, message));

        AssertIs(id, failure);
        Assert.StartsWith(id == nameof(Errors.AuthenticationFailed) ? "Signing in" : "flux on aks1 (rg): ", failure.Message, StringComparison.Ordinal);
        AssertAdvice(failure, id);
        AssertTellsAll(failure, code, message);
    }

    [Theory]
    [MemberData(nameof(UnknownCodes))]
    public void A_code_that_is_not_known_gets_the_advice_of_no_other(int status, string code, string message)
    {
        var failure = Refuse(status, Error(code, message));

        var expected = status switch { 429 => nameof(Errors.Throttled), >= 500 => nameof(Errors.ServiceUnavailable), _ => nameof(Errors.RequestRefused) };
        AssertIs(expected, failure);
        AssertAdvice(failure, expected);
        AssertTellsAll(failure, code, message);
    }

    [Theory]
    [MemberData(nameof(ForeignBodies))]
    public void A_body_that_is_not_of_ARM_is_invalid_whatever_the_status_and_is_not_repeated(int status, string body)
    {
        var failure = Refuse(status, body);

        AssertIs(nameof(Errors.AnswerInvalid), failure);
        AssertAdvice(failure, failure.ErrorId);
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(RequestId, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("<", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ound", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.Diagnosis);
    }

    [Theory]
    [InlineData(400, "", nameof(Errors.AnswerInvalid))]
    [InlineData(401, "", nameof(Errors.AnswerInvalid))]
    [InlineData(403, "\r\n", nameof(Errors.AnswerInvalid))]
    [InlineData(404, "", nameof(Errors.AnswerInvalid))]
    [InlineData(409, " ", nameof(Errors.AnswerInvalid))]
    [InlineData(412, "\uFEFF", nameof(Errors.AnswerInvalid))]
    [InlineData(408, "", nameof(Errors.ServiceUnavailable))]
    [InlineData(429, "", nameof(Errors.Throttled))]
    [InlineData(500, "", nameof(Errors.ServiceUnavailable))]
    [InlineData(503, "\n", nameof(Errors.ServiceUnavailable))]
    public void Without_a_body_the_status_says_no_more_than_whether_to_try_again(int status, string body, string id)
    {
        var failure = Refuse(status, body);

        AssertIs(id, failure);
        AssertAdvice(failure, id);
    }

    [Fact]
    public void A_challenge_without_a_body_is_about_the_sign_in() => Assert.Equal(
        nameof(Errors.AuthenticationFailed),
        Refusals.Of(new FakeResponse(401, string.Empty, ("WWW-Authenticate", "Bearer authorization_uri=\"https://login\"")), Subject.Of(Flux)).ErrorId);

    [Theory]
    [InlineData("ResourceNotFound", "Extension instance with name 'flux' not found.", nameof(Errors.ExtensionNotFound))]
    [InlineData("ResourceNotFound", "Extension instance with name 'FLUX' not found.", nameof(Errors.ExtensionNotFound))]
    [InlineData("NotFound", "The Resource 'Microsoft.KubernetesConfiguration/extensions/flux' was not found.", nameof(Errors.ExtensionNotFound))]
    [InlineData("ResourceNotFound", "The Resource 'Microsoft.ContainerService/managedClusters/aks1' under resource group 'rg' was not found.", nameof(Errors.ClusterNotFound))]
    [InlineData("ResourceNotFound", "The Resource 'microsoft.containerservice/MANAGEDCLUSTERS/AKS1' under resource group 'RG' was not found.", nameof(Errors.ClusterNotFound))]
    [InlineData("ParentResourceNotFound", "Can not perform requested operation on nested resource. Parent resource 'aks1' not found.", nameof(Errors.ClusterNotFound))]
    [InlineData("ResourceGroupNotFound", "Resource group 'rg' could not be found.", nameof(Errors.ClusterNotFound))]
    public void Missing_is_what_ARM_says_is_missing_of_this_very_resource(string code, string message, string id)
    {
        AssertIs(id, Refuse(404, Error(code, message)));

        foreach (var status in Statuses.Where(status => status is not (404 or 429 or >= 500)))
        {
            AssertIs(nameof(Errors.RequestRefused), Refuse(status, Error(code, message)));
        }
    }

    [Theory]
    [InlineData("Extension instance with name 'flux2' not found.")]
    [InlineData("Extension instance with name 'my-flux' not found.")]
    [InlineData("The Resource 'Microsoft.ContainerService/managedClusters/aks11' under resource group 'rg' was not found.")]
    [InlineData("The Resource 'Microsoft.Kubernetes/connectedClusters/aks1' under resource group 'rg' was not found.")]
    [InlineData("The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/aks1' under resource group 'rg' was not found.")]
    public void What_is_missing_elsewhere_is_not_missing_here(string message)
    {
        var failure = Refuse(404, Error("ResourceNotFound", message));

        AssertIs(nameof(Errors.RequestRefused), failure);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_missing_of_a_side_read_is_not_the_cluster()
    {
        var subject = Subject.Of(Aks);

        AssertIs(nameof(Errors.RequestRefused), Refuse(404, Error("ResourceNotFound", "It was not found."), subject));
        AssertIs(nameof(Errors.ApiVersionNotSupported), Refuse(404, Error("InvalidResourceType", "The resource type is unknown."), subject));
        AssertIs(nameof(Errors.AnswerInvalid), Refuse(404, "<html>", subject));
    }

    [Theory]
    [InlineData("2022-11-01, 2025-03-01, 2023-05-01", "2025-03-01")]
    [InlineData("2021-05-01-preview,2020-07-01-preview", "2021-05-01-preview")]
    [InlineData("2023-05-01, 2024-11-01-preview", "2023-05-01")]
    [InlineData("x'; rm -rf", null)]
    [InlineData("", null)]
    public void The_api_version_to_use_instead_is_the_newest_that_Azure_names(string versions, string? newest)
    {
        var failure = Refuse(400, Error("NoRegisteredProviderFound", $"No provider. The supported api-versions are '{versions}'. The supported locations are 'x'."));

        AssertIs(nameof(Errors.ApiVersionNotSupported), failure);
        if (newest is null)
        {
            Assert.DoesNotContain("-ApiVersion", failure.RecommendedAction, StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains($"Connect-AksExtension -ApiVersion {newest}.", failure.RecommendedAction, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_api_version_that_cannot_be_chosen_is_not_advised()
    {
        var answer = Error("NoRegisteredProviderFound", "The supported api-versions are '2022-11-01'.");

        Assert.DoesNotContain("-ApiVersion", Refuse(400, answer, Subject.Of(Aks)).RecommendedAction, StringComparison.Ordinal);
        AssertIs(nameof(Errors.ExtensionTypesUnavailable), Refuse(404, answer, Subject.Of(new Arm.ExtensionTypeScope(Aks))));
        AssertIs(nameof(Errors.ApiVersionNotSupported), Refuse(404, answer, Subject.ExtensionsOf(Aks)));
    }

    [Theory]
    [InlineData("The subscription is not registered to use namespace 'Microsoft.Monitor'. See https://aka.ms/rps-not-found.", "Microsoft.Monitor")]
    [InlineData("The 'Microsoft.Dashboard' provider has not been registered.", "Microsoft.Dashboard")]
    [InlineData("The subscription is not registered to use namespace 'Microsoft.KubernetesConfiguration'.", "Microsoft.KubernetesConfiguration")]
    public void The_provider_to_register_is_the_one_that_Azure_names(string message, string provider)
    {
        var failure = Refuse(409, Error("MissingSubscriptionRegistration", message));

        Assert.Contains($"Register {provider} in", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains($"-ProviderNamespace {provider},", failure.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.ContainerService", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_outer_code_says_nothing_the_inner_one_is_heard()
    {
        const string Body = """
            {"error":{"code":"ValidationFailed","message":"See the details.","details":[{"code":"Other","message":"x"},
            {"code":"AuthorizationFailed","message":"The client does not have authorization to perform action 'a'."}]}}
            """;

        AssertIs(nameof(Errors.AuthorizationFailed), Refuse(400, Body));
    }

    [Fact]
    public void Codes_are_compared_without_case_and_an_error_without_an_envelope_is_heard()
    {
        AssertIs(nameof(Errors.ScopeLocked), Refuse(409, Error("SCOPELOCKED", "locked")));
        AssertIs(nameof(Errors.ScopeLocked), Refuse(409, """{"code":"ScopeLocked","message":"locked"}"""));
        AssertIs(nameof(Errors.ScopeLocked), Refuse(409, "\uFEFF" + Error("ScopeLocked", "locked")));
    }

    private static AksExtensionException Refuse(int status, string body, Subject? subject = null) =>
        Refusals.Of(new FakeResponse(status, body, ("x-ms-request-id", RequestId)), subject ?? Subject.Of(Flux));

    private static string Error(string code, string message) => JsonSerializer.Serialize(new { error = new { code, message } });

    private static void AssertIs(string id, AksExtensionException failure)
    {
        Assert.Equal(id, failure.ErrorId);
        var record = ErrorRecords.Create(failure);
        Assert.Equal((id, Categories[id]), (record.FullyQualifiedErrorId, record.CategoryInfo.Category));
        Assert.Equal(failure.RecommendedAction, record.ErrorDetails.RecommendedAction);
    }

    private static void AssertTellsAll(AksExtensionException failure, string code, string message)
    {
        Assert.Contains(code, failure.Message, StringComparison.Ordinal);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.Contains(RequestId, failure.Message, StringComparison.Ordinal);
        Assert.Equal((code, message, RequestId), (failure.Arm!.Error.Code, failure.Arm.Error.Message, failure.Arm.RequestId));
    }

    private static void AssertAdvice(AksExtensionException failure, string id)
    {
        Assert.All(OwnAdvice, advice => Assert.True(
            (advice.Id == id) == Regex.IsMatch(failure.RecommendedAction, advice.Words), $"'{advice.Words}' in the advice of {id}: {failure.RecommendedAction}"));
    }
}
