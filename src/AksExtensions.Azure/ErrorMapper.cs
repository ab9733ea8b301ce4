using System.Text.Json;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>Creates the errors of invalid answers and of requests without an answer. ARM's refusals are in <see cref="Refusals"/>.</summary>
internal static class ErrorMapper
{
    /// <summary>The error of a successful answer that does not have the format that ARM promises.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="target">The subject of the request.</param>
    /// <param name="detail">What is wrong. If the body contains an error, that is used instead.</param>
    /// <param name="inner">Why the answer could not be read.</param>
    public static AksExtensionException Invalid(Response response, string target, string detail, Exception? inner = null)
    {
        var body = AnswerBody.Of(response);
        return Errors.AnswerInvalid(
            target,
            body.Kind switch
            {
                BodyKind.Arm => $"HTTP {response.Status} with an error in it: {string.Join("; ", body.Error.Flatten())}",
                BodyKind.Html or BodyKind.BrokenJson or BodyKind.Text => body.Describe(response.Status),
                _ => detail,
            },
            new(response.Status, body.Error, response.RequestId()), inner);
    }

    /// <summary>The error of a request without an answer.</summary>
    /// <param name="failure">Why there is no answer.</param>
    /// <param name="target">The subject of the request.</param>
    /// <param name="endpoint">The endpoint of the request.</param>
    /// <param name="challenge">The earlier answer in which Azure required another token that was not available; null when there is none.</param>
    public static AksExtensionException FromFailure(Exception failure, string target, Uri endpoint, Response? challenge = null)
    {
        if (failure is AuthenticationFailedException refused)
        {
            var arm = challenge is { Status: 401 } ? new ArmError(401, AnswerBody.Of(challenge).Error, challenge.RequestId()) : null;
            // The proxy is also used for the sign-in service, so signing in again does not help.
            return Find<ProxyException>(failure) is { } proxy ? Errors.AuthenticationFailed(proxy.Message, proxy.Action, arm, failure)
                : Find<CertificateRefusedException>(failure) is { } certificate
                    ? Errors.AuthenticationFailed($"the certificate of the sign-in service {certificate.Message}.", certificate.Action, arm, failure)
                : Errors.AuthenticationFailed(Explain(refused), Refusals.SignInAgain, arm, failure);
        }

        if (Find<ProxyException>(failure) is { } atProxy)
        {
            return Errors.ServiceUnavailable(target, atProxy.Message, inner: failure, action: atProxy.Action);
        }

        if (Find<CertificateRefusedException>(failure) is { } untrusted)
        {
            return Errors.ServiceUnavailable(
                target, $"the certificate of {endpoint.Authority} {untrusted.Message}.", inner: failure, action: untrusted.Action);
        }

        if (Transports.IsCertificateFailure(failure))
        {
            return Errors.ServiceUnavailable(
                target, $"{endpoint.Authority} and this computer cannot agree on a TLS connection: {Innermost(failure).Message}", inner: failure,
                action: "Check that the endpoint of Connect-AksExtension is an https endpoint that supports TLS 1.2 or later.");
        }

        return failure switch
        {
            JsonException => Errors.AnswerInvalid(target, "its body is not JSON", arm: null, failure),
            AnswerTooLargeException => Errors.AnswerInvalid(target, failure.Message, arm: null, failure),
            InvalidDataException => Errors.AnswerInvalid(target, "its body cannot be unpacked", arm: null, failure),
            TaskCanceledException => Errors.ServiceUnavailable(target, $"{endpoint.Authority} did not answer in time.", inner: failure),
            _ => Errors.ServiceUnavailable(target, $"{endpoint.Authority} cannot be reached: {Innermost(failure).Message}", inner: failure),
        };
    }

    /// <summary>Why a credential returned no token. Azure.Identity often has the reason in the inner exception.</summary>
    public static string Explain(AuthenticationFailedException failure)
    {
        var message = failure.Message.Trim();
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AggregateException tries)
            {
                // Each attempt has the same reason, and the message repeats it.
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

    /// <summary>The failure that makes another attempt useless: a refused certificate, or a proxy that requires a password; null when there is none.</summary>
    public static Exception? FindFinal(Exception failure) =>
        Find<CertificateRefusedException>(failure) ?? (Exception?)(Find<ProxyException>(failure) is { IsFinal: true } proxy ? proxy : null);

    private static T? Find<T>(Exception? failure)
        where T : Exception => failure switch
        {
            null => null,
            T found => found,
            AggregateException all => all.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
            _ => Find<T>(failure.InnerException),
        };

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }
}
