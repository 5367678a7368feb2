import requests
import json
import sseclient  # 需要安装 sseclient-py 包


def stream_weekly_summary(member_id=None, start_date=None, end_date=None, access_token=None):
    """
    流式生成会员周度总结
    Args:
        member_id: 会员ID,如果不提供则使用当前登录用户关联的会员
        start_date: 开始日期,格式为'YYYY-MM-DD',默认为一周前
        end_date: 结束日期,格式为'YYYY-MM-DD',默认为今天
        access_token: 访问令牌
    """
    url = "http://your-domain.com/gym/member/stream_weekly_summary"
    headers = {
        "Accept": "text/event-stream",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {access_token}",
    }
    data = {}
    if member_id:
        data["member_id"] = member_id
    if start_date:
        data["start_date"] = start_date
    if end_date:
        data["end_date"] = end_date
    # 发送请求
    response = requests.post(url, json=data, headers=headers, stream=True)
    # 创建SSE客户端
    client = sseclient.SSEClient(response)
    # 完整的总结内容
    full_summary = ""
    # 处理事件
    try:
        for event in client.events():
            try:
                data = json.loads(event.data)
                # 检查是否有错误
                if "error" in data:
                    print(f"生成错误: {data['error']}")
                    break
                # 检查是否完成
                if data.get("done", False):
                    print("生成完成")
                    break
                # 显示文本块
                if "text" in data and data["text"]:
                    full_summary += data["text"]
                    print(data["text"], end="", flush=True)
            except json.JSONDecodeError:
                print(f"解析事件数据出错: {event.data}")
    except Exception as e:
        print(f"流处理错误: {str(e)}")
    return full_summary


# 调用示例
try:
    summary = stream_weekly_summary(
        member_id=123, start_date="2025-03-23", end_date="2025-03-30", access_token="your-access-token"
    )
    print(f"\n完整总结:\n{summary}")
except Exception as e:
    print(f"流式生成会员周度总结失败: {str(e)}")
