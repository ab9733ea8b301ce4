using System.Text.Json;
using AksExtensions.Azure.Answers;
using AksExtensions.Azure.Pipeline;
using Azure;
using Azure.Identity;

namespace AksExtensions.Azure;

/// <summary>Makes errors of answers that are not what they should be, and of requests without an answer. ARM's refusals are in <see cref="Refusals"/>.</summary>
internal static class ErrorMapper
{
    /// <summary>The error of an answer that is a success, but not what ARM promises.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="target">What was asked about.</param>
    /// <param name="detail">What is wrong; an error in the body says it better.</param>
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

    /// <summary>The error of a request that got no answer.</summary>
    public static AksExtensionException FromFailure(Exception failure, string target, Uri endpoint)
    {
        if (failure is AuthenticationFailedException refused)
        {
            return Errors.AuthenticationFailed(Explain(refused), Refusals.SignInAgain, inner: failure);
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
            AnswerTooLargeException => Errors.AnswerInvalid(target, failure.Message, arm: null, failure),
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

    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner)
        {
            failure = inner;
        }

        return failure;
    }
}
