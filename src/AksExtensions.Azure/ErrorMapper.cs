using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using Azure;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>Makes errors of ARM's refusals: the one place that knows ARM's error codes.</summary>
internal static class ErrorMapper
{
    private const int LongestText = 500;
    private const string SignInAgain =
        "Sign in again (Connect-AzAccount, az login, or Connect-AksExtension); an access token lives for about an hour and is for one tenant and cloud.";

    /// <summary>The error of an answer that is not a success.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="cluster">The cluster that was asked about; null when it was about none.</param>
    /// <param name="extension">The extension that was asked about; null when it was about none.</param>
    public static AksExtensionException FromResponse(Response response, ClusterReference? cluster, ExtensionReference? extension = null)
    {
        var arm = new ArmError(response.Status, ReadError(response), response.RequestId());
        var target = extension?.Id ?? cluster?.Id ?? string.Empty;
        var code = arm.Error.Code ?? string.Empty;
        var text = string.Join('\n', arm.Error.Flatten().Select(error => error.ToString()));
        return response.Status switch
        {
            401 => Errors.AuthenticationFailed("Azure did not accept the access token.", SignInAgain, arm),
            403 when SaysManaged(text) => Errors.ManagedExtension(target, "Azure", arm),
            403 => Errors.AuthorizationFailed(target, arm),
            _ when Is(code, "MissingSubscriptionRegistration") || Is(code, "SubscriptionNotRegistered") => Errors.ProviderNotRegistered(target, arm),
            _ when Is(code, "ScopeLocked") => Errors.ScopeLocked(target, arm),
            404 when extension is not null && SaysExtensionMissing(text) => Errors.ExtensionNotFound(extension, arm),
            404 when cluster is not null && SaysClusterMissing(code, text) => Errors.ClusterNotFound(cluster, arm),
            _ when SaysVersionMissing(code, text) => Errors.ExtensionVersionNotFound(target, arm),
            409 when SaysManaged(text) => Errors.ManagedExtension(target, "Azure", arm),
            409 or 412 => Errors.OperationConflict(target, arm),
            429 => Errors.Throttled(target, arm),
            408 or >= 500 => Errors.ServiceUnavailable(target, $"HTTP {response.Status}.", arm),
            _ => Errors.RequestRefused(target, arm),
        };
    }

    /// <summary>The error of a request about types of extension, which are a preview that a subscription or cloud may not have.</summary>
    public static AksExtensionException FromTypesResponse(Response response, ExtensionTypeScope scope)
    {
        var error = ReadError(response);
        return Array.Exists(["InvalidResourceType", "NoRegisteredProviderFound", "SubscriptionNotRegisteredForFeature", "FeatureNotRegistered"], code => Is(code, error.Code ?? string.Empty))
            ? Errors.ExtensionTypesUnavailable(scope.Cluster?.Id ?? scope.Location ?? string.Empty, new(response.Status, error, response.RequestId()))
            : FromResponse(response, scope.Cluster);
    }

    /// <summary>Whether a 404 leaves open what is missing: the extension or its cluster.</summary>
    public static bool IsAmbiguous(Response response)
    {
        if (response.Status != 404)
        {
            return false;
        }

        var error = ReadError(response);
        return !SaysExtensionMissing(error.Message ?? string.Empty) && !SaysClusterMissing(error.Code ?? string.Empty, error.Message ?? string.Empty);
    }

    /// <summary>The error of an answer that is a success, and not what ARM promises.</summary>
    public static AksExtensionException Invalid(Response response, string target, string detail, Exception? inner = null) =>
        Errors.AnswerInvalid(target, detail, new(response.Status, new(null, null, null, []), response.RequestId()), inner);

    /// <summary>The error of a request that got no answer.</summary>
    public static AksExtensionException FromFailure(Exception failure, string target, Uri endpoint)
    {
        if (failure is AuthenticationFailedException refused)
        {
            return Errors.AuthenticationFailed(Explain(refused), SignInAgain, inner: failure);
        }

        if (Transports.IsCertificateFailure(failure))
        {
            return Errors.ServiceUnavailable(
                target,
                $"the certificate of {endpoint.Authority} is not trusted. If this is a private cloud or the emulator, name its authority with "
                + "Connect-AksExtension -CertificateAuthority.",
                inner: failure);
        }

        return failure switch
        {
            JsonException => Errors.AnswerInvalid(target, "its body is not JSON", arm: null, failure),
            InvalidDataException => Errors.AnswerInvalid(target, "its body cannot be unpacked", arm: null, failure),
            TaskCanceledException => Errors.ServiceUnavailable(target, $"{endpoint.Authority} did not answer in time.", inner: failure),
            _ => Errors.ServiceUnavailable(target, $"{endpoint.Authority} cannot be reached: {Innermost(failure).Message}", inner: failure),
        };
    }

    /// <summary>Why a credential gave no token. Azure.Identity often leaves the reason to the exception inside.</summary>
    public static string Explain(AuthenticationFailedException failure)
    {
        var message = failure.Message.Trim();
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AggregateException tries)
            {
                // Each try says the same, and the message says all of them.
                return $"{message.Split(':')[0].TrimEnd('.')}: {tries.InnerExceptions[^1].Message}";
            }
        }

        return failure.InnerException switch
        {
            null => message,
            JsonException => $"{message.Split(':')[0]}: the answer is no token.",
            { } inner when message.Contains(inner.Message, StringComparison.Ordinal) => message,
            { } inner => $"{message} {inner.Message}",
        };
    }

    /// <summary>ARM's error in an answer: in its envelope, without one, or the first line of whatever came instead.</summary>
    public static ArmErrorDetail ReadError(Response response)
    {
        try
        {
            using var document = AnswerJson.Parse(response.Content.ToMemory());
            var root = document.RootElement;
            var error = root.Property("error") ?? root;
            if (error.ValueKind == JsonValueKind.Object && (error.Property("code") is not null || error.Property("message") is not null))
            {
                return ModelMapper.Error(error);
            }
        }
        catch (JsonException)
        {
            // A gateway's HTML page, or nothing at all.
        }

        var text = response.Content.ToString().Trim();
        text = text.Length <= LongestText ? text : text[..LongestText] + "...";
        return new($"HTTP {response.Status}", text.Length > 0 ? text : null, null, []);
    }

    private static bool SaysExtensionMissing(string text) =>
        text.Contains("Extension instance with name", StringComparison.OrdinalIgnoreCase);

    private static bool SaysClusterMissing(string code, string text) =>
        Is(code, "ResourceGroupNotFound") || Is(code, "SubscriptionNotFound") || Is(code, "ParentResourceNotFound")
        || (Is(code, "ResourceNotFound") && text.Contains("The Resource '", StringComparison.OrdinalIgnoreCase));

    private static bool SaysVersionMissing(string code, string text) =>
        Is(code, "ExtensionVersionNotFound") || Is(code, "ExtensionTypeNotFound") || Is(code, "ExtensionTypeRegistrationNotFound")
        || Is(code, "ExtensionTypeRegistrationGetFailed") || Is(code, "ExtensionTypeVersionGetFailed")
        || text.Contains("resolve the extension version", StringComparison.OrdinalIgnoreCase);

    private static bool SaysManaged(string text) =>
        (text.Contains("managed by", StringComparison.OrdinalIgnoreCase) && text.Contains("extension", StringComparison.OrdinalIgnoreCase))
        || text.Contains("' operation is not allowed", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string code, string expected) => code.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }
}
