using AksExtensions.Emulator.Control;
using AksExtensions.Emulator.Endpoints;
using AksExtensions.Emulator.Faults;
using AksExtensions.Emulator.Throttling;

namespace AksExtensions.Emulator.Http;

/// <summary>The steps of every request: read, record, wait, apply faults, check, answer, send.</summary>
internal sealed class RequestPipeline(EmulatorServices services, ILogger<RequestPipeline> logger, CancellationToken stopping)
{
    private static readonly Action<ILogger, string, string, Exception?> LogFailure =
        LoggerMessage.Define<string, string>(LogLevel.Error, new EventId(1), "{Method} {Path} failed.");

    private readonly ArmRouter _router = new(services);
    private readonly ControlRouter _control = new(services);

    public async Task HandleAsync(HttpContext http)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            var request = await ArmRequest.ReadAsync(http);
            if (request.IsControl)
                await ResponseWriter.SendAsync(http, AnswerControl(request), gone.Token);
            else
                await HandleArmAsync(http, request, gone.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // The client disconnected or sent half a body, or the emulator stops: nobody is waiting for an answer.
            http.Abort();
        }
    }

    private async Task HandleArmAsync(HttpContext http, ArmRequest request, CancellationToken gone)
    {
        var token = services.Tokens.Check(request.Header("Authorization"));
        var record = Record(request, token);
        if (services.Settings.Latency > TimeSpan.Zero)
            await Task.Delay(services.Settings.Latency, services.Clock.Inner, gone);
        var fault = services.Faults.Take(request.Method, request.Target);
        if (fault is { DelayMs: > 0 })
            await services.Faults.HoldAsync(() => Task.Delay(TimeSpan.FromMilliseconds(fault.DelayMs), services.Clock.Inner, gone));
        var response = FaultInjector.Executes(fault) ? Answer(request, token) : null;
        if (fault is not null)
            response = FaultInjector.Apply(fault, request, response);
        await DeliverAsync(http, request, fault, response, record, gone);
    }

    private ArmResponse AnswerControl(ArmRequest request) => services.Tokens.IsPrimary(request.Header("Authorization"))
        ? Guarded(request, _control.Answer)
        : Refusal.Token(TokenState.Invalid);

    private async Task DeliverAsync(
        HttpContext http, ArmRequest request, FaultRule? fault, ArmResponse? response, RecordedRequest? record, CancellationToken gone)
    {
        switch (fault?.Action)
        {
            case FaultAction.Reset:
                http.Abort();
                return;
            case FaultAction.Hang:
                await services.Faults.HoldAsync(() => Task.Delay(Timeout.InfiniteTimeSpan, gone));
                return;
        }

        ResponseHeaders.AddCommon(request, response!);
        if (record is not null)
            record.Status = response!.Status;
        await (fault?.Action switch
        {
            FaultAction.Truncate => ResponseWriter.SendHalfAsync(http, response!, gone),
            FaultAction.Drip => HostileBodies.DripAsync(http, response!, SecondAsync, gone),
            FaultAction.EndlessBody => HostileBodies.EndlessAsync(http, response!, gone),
            FaultAction.GzipBomb => HostileBodies.BombAsync(http, response!, gone),
            _ => ResponseWriter.SendAsync(http, response!, gone),
        });
    }

    private Task SecondAsync(CancellationToken gone) =>
        services.Faults.HoldAsync(() => Task.Delay(TimeSpan.FromSeconds(1), services.Clock.Inner, gone));

    private ArmResponse Answer(ArmRequest request, TokenState token)
    {
        if (token != TokenState.Valid)
            return Refusal.Token(token);
        if (request.Arm.Subscription is not { } subscription)
            return Guarded(request, _router.Answer);
        var kind = SubscriptionBudgets.KindOf(request.Method);
        var response = services.Budgets.Take(subscription, kind, out var left) ?? Guarded(request, _router.Answer);
        return SubscriptionBudgets.Tell(response, kind, left);
    }

    /// <summary>Returns the answer, or the refusal that was thrown instead. Any other exception is only logged.</summary>
    private ArmResponse Guarded(ArmRequest request, Func<ArmRequest, ArmResponse> answer)
    {
        try
        {
            return answer(request);
        }
        catch (ArmException refusal)
        {
            return refusal.Response;
        }
#pragma warning disable CA1031 // The last resort of a server: any exception becomes an answer.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailure(logger, request.Method, request.Path, e);
            return ArmErrors.Internal();
        }
    }

    private RecordedRequest? Record(ArmRequest request, TokenState token)
    {
        services.Requests.CountOne();
        if (!services.Requests.Enabled)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in request.Http.Request.Headers)
            headers[name] = name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? token.ToString() : value.ToString();
        var record = new RecordedRequest
        {
            Method = request.Method,
            Path = request.Path,
            Query = request.RawQuery,
            Body = request.BodyText,
            Headers = headers,
            Protocol = request.Http.Request.Protocol,
            Time = services.Clock.UtcNow,
        };
        services.Requests.Add(record);
        return record;
    }
}
