// 使用fetch API接收流式数据
async function streamWeeklySummaryWithFetch(memberId, startDate, endDate, accessToken) {
  // 创建结果容器
  const resultContainer = document.getElementById('result-container');
  resultContainer.innerHTML = '';
  // 完整的总结内容
  let fullSummary = '';
  try {
    // 发送请求
    const response = await fetch(`/gym/member/stream_weekly_summary`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Authorization': 'Bearer ' + accessToken
      },
      body: JSON.stringify({
        member_id: memberId,
        start_date: startDate,
        end_date: endDate
      })
    });
    // 获取reader
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    // 读取数据
    while (true) {
      const { value, done } = await reader.read();
      if (done) {
        console.log('流读取完成');
        break;
      }
      // 解码数据
      const chunk = decoder.decode(value, { stream: true });
      // 处理SSE格式的数据
      const lines = chunk.split('\n\n');
      for (const line of lines) {
        if (line.startsWith('data: ')) {
          try {
            const data = JSON.parse(line.substring(6));
            // 检查是否有错误
            if (data.error) {
              console.error('生成错误:', data.error);
              resultContainer.innerHTML += `<p>${data.error}</p>`;
              return;
            }
            // 检查是否完成
            if (data.done === true) {
              console.log('生成完成');
              return;
            }
            // 显示文本块
            if (data.text) {
              fullSummary += data.text;
              resultContainer.innerHTML = fullSummary.replace(/\n/g, '<br>');
              // 滚动到底部
              resultContainer.scrollTop = resultContainer.scrollHeight;
            }
          } catch (e) {
            console.error('解析事件数据出错:', e);
          }
        }
      }
    }
  } catch (error) {
    console.error('请求出错:', error);
    resultContainer.innerHTML += '<p>连接错误,请重试</p>';
  }
}
